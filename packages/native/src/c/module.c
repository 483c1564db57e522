#include "calls.h"

NAPI_MODULE_INIT() {
  static const struct {
    const char *name;
    napi_callback call;
  } functions[] = {
      {"start", call_start},
      {"open", call_open},
      {"close", call_close},
      {"arm", call_arm},
      {"disarm", call_disarm},
      {"take", call_take},
      {"hold", call_hold},
      {"alarm", call_alarm},
      {"send", call_send},
      {"restart", call_restart},
      {"drain", call_drain},
      {"tunOpen", call_tun_open},
      {"tunName", call_tun_name},
      {"tunMove", call_tun_move},
      {"tunRead", call_tun_read},
      {"tunWrite", call_tun_write},
      {"now", call_now},
      {"layout", call_layout},
      {"drops", call_drops},
      {"pathMtu", call_path_mtu},
      {"interfaceIndex", call_interface_index},
      {"interfaceName", call_interface_name},
  };
  if (environment_create(env) != napi_ok) {
    napi_throw_error(env, "ENOMEM", "the addon's state could not be created");
    return NULL;
  }
  for (size_t i = 0; i < sizeof functions / sizeof functions[0]; i++) {
    napi_value function;
    if (napi_create_function(env, functions[i].name, NAPI_AUTO_LENGTH, functions[i].call, NULL, &function) != napi_ok ||
        napi_set_named_property(env, exports, functions[i].name, function) != napi_ok) {
      napi_throw_error(env, "ENOMEM", "the addon's functions could not be created");
      return NULL;
    }
  }
  return exports;
}
