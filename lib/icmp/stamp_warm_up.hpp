// SPDX-License-Identifier: Apache-2.0
// The kernel begins to stamp received packets some time after the first socket asks for it, by a work queue; until then
// a packet is stamped when it is read (net/core/dev.c net_enable_timestamp). Role: makes the first RTT as true as the
// rest, which would be wrong by a turn or more. To be called at start, after the socket has asked.
#pragma once

namespace reachd::icmp {

/// Waits until a datagram to ourselves on loopback bears a stamp older than its reading, at most 20 ms. False: it
/// never did, or there is no loopback to try.
bool warm_up_stamps();

}  // namespace reachd::icmp
