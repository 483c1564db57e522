#ifndef ICMP_CALLS_H
#define ICMP_CALLS_H

#include "arguments.h"

/* calls_socket.c */
napi_value call_open(napi_env env, napi_callback_info info);

/* calls_endpoint.c */
napi_value call_close(napi_env env, napi_callback_info info);
napi_value call_arm(napi_env env, napi_callback_info info);
napi_value call_disarm(napi_env env, napi_callback_info info);

/* calls_waiter.c */
napi_value call_start(napi_env env, napi_callback_info info);
napi_value call_take(napi_env env, napi_callback_info info);
napi_value call_hold(napi_env env, napi_callback_info info);
napi_value call_alarm(napi_env env, napi_callback_info info);

/* calls_tun.c */
napi_value call_tun_open(napi_env env, napi_callback_info info);
napi_value call_tun_name(napi_env env, napi_callback_info info);
napi_value call_tun_move(napi_env env, napi_callback_info info);
napi_value call_tun_read(napi_env env, napi_callback_info info);
napi_value call_tun_write(napi_env env, napi_callback_info info);

/* calls_transfer.c */
/* Offsets come from JavaScript: each is checked before anything is read through it. */
bool records_fit(const struct send_record *records, uint32_t count);

napi_value call_send(napi_env env, napi_callback_info info);
napi_value call_restart(napi_env env, napi_callback_info info);
napi_value call_drain(napi_env env, napi_callback_info info);

/* calls_query.c */
napi_value call_now(napi_env env, napi_callback_info info);
napi_value call_layout(napi_env env, napi_callback_info info);
napi_value call_drops(napi_env env, napi_callback_info info);
napi_value call_path_mtu(napi_env env, napi_callback_info info);
napi_value call_interface_index(napi_env env, napi_callback_info info);
napi_value call_interface_name(napi_env env, napi_callback_info info);

#endif
