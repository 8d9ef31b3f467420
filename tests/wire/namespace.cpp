// SPDX-License-Identifier: Apache-2.0
#include "wire/namespace.hpp"

#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>

namespace reachd::test_wire {

namespace {

std::unexpected<std::string> failure(const std::string& what) {
  return std::unexpected(what + ": " + std::strerror(errno));
}

bool write_file(const std::string& path, const std::string& text) {
  std::ofstream file(path);
  file << text << std::flush;
  return file.good();
}

}  // namespace

std::expected<void, std::string> enter_namespace() {
  if (::unshare(CLONE_NEWNET) == 0) return {};
  const auto user = std::to_string(::geteuid()), group = std::to_string(::getegid());
  if (errno != EPERM || ::unshare(CLONE_NEWUSER | CLONE_NEWNET) != 0) return failure("no network namespace");
  if (!write_file("/proc/self/uid_map", "0 " + user + " 1") || !write_file("/proc/self/setgroups", "deny") ||
      !write_file("/proc/self/gid_map", "0 " + group + " 1"))
    return failure("no user namespace");
  return {};
}

std::expected<core::unique_fd, std::string> open_tun(const std::string& name) {
  core::unique_fd tun(::open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC));
  if (!tun) return failure("/dev/net/tun");
  ifreq request{};
  request.ifr_flags = IFF_TUN | IFF_NO_PI;
  name.copy(request.ifr_name, IFNAMSIZ - 1);
  if (::ioctl(tun.get(), TUNSETIFF, &request) != 0) return failure("TUN device " + name);
  return tun;
}

std::expected<void, std::string> configure(const device_settings& settings) {
  const std::string sysctl = "/proc/sys/net/";
  // Without IPv6 in the kernel there is no such file, and the `ip` command below then says so.
  write_file(sysctl + "ipv6/conf/all/disable_ipv6", "0");
  write_file(sysctl + "ipv6/conf/" + settings.name + "/disable_ipv6", "0");
  for (const std::string device : {"all", settings.name.c_str()})
    if (!write_file(sysctl + "ipv4/conf/" + device + "/rp_filter", "0")) return failure("rp_filter of " + device);

  const std::string device = " dev " + settings.name;
  std::string commands = "link set lo up\nlink set" + device + " mtu " + std::to_string(settings.mtu) +
                         " txqueuelen 10000 up\naddr add " + settings.local4 + "/32" + device + "\naddr add " +
                         settings.local6 + "/128" + device + " nodad\n";
  for (const auto& network : settings.networks) commands += "route add " + network + device + "\n";
  std::FILE* tool = ::popen("PATH=$PATH:/usr/sbin:/sbin ip -batch -", "w");
  if (tool == nullptr) return failure("ip");
  std::fputs(commands.c_str(), tool);
  if (::pclose(tool) != 0) return std::unexpected("`ip` refused one of:\n" + commands);
  return {};
}

}  // namespace reachd::test_wire
