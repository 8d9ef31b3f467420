// SPDX-License-Identifier: Apache-2.0
#include "daemon/text_patterns.hpp"

namespace reachd::daemon {
namespace {

const std::string part = "[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?";
const std::string byte = "(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";
const std::string v4 = byte + "(\\." + byte + "){3}";
// Every address has two colons at least; more is not said here.
const std::string v6_without_zone = "[0-9A-Fa-f]*:[0-9A-Fa-f]*:[0-9A-Fa-f:.]*";
const std::string v6 = v6_without_zone + "(%[^ /]{1,15})?";
const std::string number_at_end = "([0-9]+|0[xX][0-9A-Fa-f]*)\\.?";
const std::string port = "([1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5])";

/// A DNS name that is followed by `end`. One that ends in a number would be an IPv4 address.
std::string name_before(const std::string& end) {
  return "(?!([^:]*\\.)?" + number_at_end + end + ")" + part + "(\\." + part + ")*\\.?";
}

std::string host() { return "(" + v4 + "|" + v6 + "|" + name_before("$") + ")"; }
std::string url() {
  const std::string tcp = "tcp://(" + v4 + "|\\[" + v6 + "\\]|" + name_before(":") + "):" + port;
  const std::string http = "https?://[^/?#@ ]+([/?#][!-~]*)?";
  return "(" + tcp + "|" + http + ")";
}
std::string whole(const std::string& pattern) { return "^" + pattern + "$"; }

}  // namespace

std::string pattern_of(config::text_form form) {
  switch (form) {
    case config::text_form::host:
      return whole(host());
    case config::text_form::url:
      return whole(url());
    case config::text_form::endpoint:
      return whole("(" + v4 + "|\\[" + v6 + "\\]):[0-9]+");
    case config::text_form::address:
      return whole("(" + v4 + "|" + v6 + ")");
    case config::text_form::link_name:
      return "^(?!\\.{1,2}$)[!-.0-9;-~]+$";
    case config::text_form::dscp:
      return "^([0-9]|[1-5][0-9]|6[0-3]|[Cc][Ss][0-7]|[Aa][Ff][1-4][1-3]|[Ee][Ff]|[Vv][Aa]|[Ll][Ee])$";
    case config::text_form::token:
      return "^[!#$%&'*+.^_`|~0-9A-Za-z-]+$";
    case config::text_form::status:
      return "^[1-5][0-9]{2}(-[1-5][0-9]{2})?$";
    case config::text_form::json_pointer:
      return "^(/([^~]|~[01])*)?$";
    case config::text_form::variable:
      return "^[A-Za-z_][A-Za-z0-9_]*$";
    case config::text_form::record_type:
    case config::text_form::rcode:
      return "^[A-Za-z]+$";
    case config::text_form::network:
      return whole("(" + v4 + "(/(3[0-2]|[12]?[0-9]))?|" + v6_without_zone + "(/(12[0-8]|1[01][0-9]|[1-9]?[0-9]))?)");
    case config::text_form::port_range:
      return whole(port + "(-" + port + ")?");
    case config::text_form::any:
    case config::text_form::pattern:
      break;
  }
  return "^[^\\u0000-\\u001f\\u007f-\\u009f]*$";
}

std::string destination_pattern() { return whole("(" + url() + "|" + host() + ")"); }

std::string duration_pattern() {
  std::string out = "(?=[0-9])";
  for (const char* unit : {"d", "h", "m", "s", "ms"}) out += std::string("([0-9]+(\\.[0-9]+)?") + unit + ")?";
  return whole(out);
}

std::string label_name_pattern() { return "^(?!__)[A-Za-z_][A-Za-z0-9_]*$"; }

}  // namespace reachd::daemon
