// SPDX-License-Identifier: Apache-2.0
// A network namespace with one TUN device, whose other end is the test: 192.0.2.1/24 and 2001:db8::1/64 are ours, and
// every packet to their neighbours can be read from fd(). Holds for the calling thread until destroyed. Needs root.
#pragma once

#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/if_tun.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <string>

#include "core/error.hpp"
#include "core/unique_fd.hpp"

namespace reachd::test {

class private_network {
 public:
  static bool possible() { return geteuid() == 0 && ::access("/dev/net/tun", R_OK | W_OK) == 0; }

  private_network() : home_(::open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC)) {
    check(home_.get(), "open the network namespace");
    check(unshare(CLONE_NEWNET), "unshare");
    tun_.reset(::open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC));
    check(tun_.get(), "open /dev/net/tun");
    ifreq device = request();
    device.ifr_flags = IFF_TUN | IFF_NO_PI;
    check(ioctl(tun_.get(), TUNSETIFF, &device), "TUNSETIFF");
    const core::unique_fd v4(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    set_v4(v4.get(), SIOCSIFADDR, "192.0.2.1");
    set_v4(v4.get(), SIOCSIFNETMASK, "255.255.255.0");
    device = request();
    device.ifr_flags = IFF_UP | IFF_RUNNING;
    check(ioctl(v4.get(), SIOCSIFFLAGS, &device), "SIOCSIFFLAGS");
    add_v6();
  }
  private_network(const private_network&) = delete;
  private_network& operator=(const private_network&) = delete;
  ~private_network() { setns(home_.get(), CLONE_NEWNET); }

  int fd() const { return tun_.get(); }

 private:
  static void check(int status, const char* what) {
    if (status < 0) throw std::runtime_error(core::error::from_errno(what, errno).message());
  }
  static ifreq request() {
    ifreq out{};
    std::strcpy(out.ifr_name, "test0");
    return out;
  }
  static void set_v4(int fd, unsigned long what, const char* address) {
    ifreq device = request();
    sockaddr_in value{};
    value.sin_family = AF_INET;
    inet_pton(AF_INET, address, &value.sin_addr);
    std::memcpy(&device.ifr_addr, &value, sizeof value);
    check(ioctl(fd, what, &device), "set the address");
  }
  /// By netlink, which alone can leave out duplicate detection: an address that waits for it cannot be used yet.
  static void add_v6() {
    struct {
      nlmsghdr head{sizeof(nlmsghdr) + sizeof(ifaddrmsg) + RTA_LENGTH(sizeof(in6_addr)), RTM_NEWADDR,
                    NLM_F_REQUEST | NLM_F_ACK | NLM_F_CREATE, 1, 0};
      ifaddrmsg of{AF_INET6, 64, IFA_F_NODAD, RT_SCOPE_UNIVERSE, if_nametoindex("test0")};
      rtattr kind{RTA_LENGTH(sizeof(in6_addr)), IFA_LOCAL};
      in6_addr address{};
    } added;
    inet_pton(AF_INET6, "2001:db8::1", &added.address);
    const core::unique_fd kernel(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE));
    check(static_cast<int>(::send(kernel.get(), &added, sizeof added, 0)), "add the IPv6 address");
    struct {
      nlmsghdr head;
      nlmsgerr error;
      char more[256];
    } answer{};
    check(static_cast<int>(::recv(kernel.get(), &answer, sizeof answer, 0)), "add the IPv6 address");
    errno = -answer.error.error;
    check(answer.error.error, "add the IPv6 address");
  }

  core::unique_fd home_;
  core::unique_fd tun_;
};

}  // namespace reachd::test
