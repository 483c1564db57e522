"""Builds the packet of each expression on standard input, one a line, and prints its bytes in hexadecimal."""

import logging
import sys

logging.getLogger("scapy").setLevel(logging.CRITICAL)
from scapy.all import *  # noqa: E402,F403
from scapy.contrib.icmp_extensions import *  # noqa: E402,F403
from scapy.contrib.mpls import MPLS  # noqa: E402,F401

for line in sys.stdin:
    try:
        print(bytes(eval(line)).hex())
    except Exception as error:  # What scapy can't build is told, not hidden.
        print("error: %r" % (error,))
