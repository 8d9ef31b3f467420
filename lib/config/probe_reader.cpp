// SPDX-License-Identifier: Apache-2.0
#include "config/probe_reader.hpp"

#include "config/http_reader.hpp"
#include "config/icmp_reader.hpp"
#include "config/options_text.hpp"
#include "config/probe_schema.hpp"
#include "config/tls_reader.hpp"
#include "config/utf8.hpp"
#include "dns/query.hpp"
#include "dns/record_type.hpp"

namespace reachd::config {
namespace {

constexpr std::string_view letters_of_names = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.*/";

std::optional<match::pattern> pattern_at(const layered& from, std::size_t key) {
  const auto found = from.find(key);
  if (!found) return std::nullopt;
  auto compiled = match::pattern::compile(found->text());
  if (!compiled) return std::nullopt;
  return std::move(*compiled);
}

}  // namespace

std::optional<target_key> key_of(options::kind kind) {
  switch (kind) {
    case options::kind::icmp:
      return std::nullopt;
    case options::kind::tcp:
      return key_tcp;
    case options::kind::http:
      return key_http;
    case options::kind::exec:
      return key_exec;
    case options::kind::dns:
      return key_dns;
  }
  return std::nullopt;
}

const probe_reader::asked& probe_reader::read(options::kind kind, const layered& from) {
  const auto key = key_of(kind);
  if (!key) return read_icmp(from);
  const layered own = from.inside(*key);
  std::vector<place> places;
  for (const layered::layer& one : own.layers()) {
    const section_values& level = *from.layers()[one.level].values;
    places.emplace_back(level.from, level.at[*key].node);
  }
  const auto [at, fresh] = known_.try_emplace({kind, std::move(places)});
  if (!fresh) return at->second;
  at->second.what = read_kind(kind, own);
  if (!own.empty()) {
    at->second.yaml = std::make_shared<const std::string>(options_text(*target_section.at(*key).inside, own));
  }
  return at->second;
}

/// By their text: each key may come from another level.
const probe_reader::asked& probe_reader::read_icmp(const layered& from) {
  static const asked nothing;
  if (!says_icmp(from)) return nothing;
  const auto [at, fresh] = known_icmp_.try_emplace(options_text(target_section, from, first_icmp_key, last_icmp_key));
  if (fresh) {
    at->second.what = std::make_shared<const options::icmp>(config::read_icmp(from));
    at->second.yaml = std::make_shared<const std::string>(at->first);
  }
  return at->second;
}

options::any probe_reader::read_kind(options::kind kind, const layered& own) {
  if (kind == options::kind::http) return std::make_shared<const options::http>(read_http(own, secrets_));
  if (kind == options::kind::exec) return read_exec(own);
  if (kind == options::kind::dns) return read_dns(own);
  if (kind == options::kind::tcp && !own.empty()) return read_tcp(own);
  return {};
}

std::shared_ptr<const options::tcp> probe_reader::read_tcp(const layered& own) {
  options::tcp out;
  if (own.find(key_tcp_tls)) out.tls = read_tls(own.inside(key_tcp_tls), secrets_);
  if (const auto upgrade = own.find(key_tcp_starttls)) {
    out.upgrade = static_cast<options::starttls>(upgrade->written.number);
    // Nobody asks for TLS and does not want it.
    if (out.upgrade != options::starttls::none && !out.tls) out.tls.emplace();
  }
  if (const auto send = own.find(key_tcp_send)) out.send = send->text();
  out.expect = pattern_at(own, key_tcp_expect);
  return std::make_shared<const options::tcp>(std::move(out));
}

std::shared_ptr<const options::exec> probe_reader::read_exec(const layered& own) {
  options::exec out;
  if (const auto command = own.find(key_exec_command)) {
    const node_index at = command->written.node;
    const bool is_text = command->from().kind(at) == node_kind::scalar;
    if (is_text && command->from().text(at).find_first_of(" \t") != std::string_view::npos) {
      problems_.add(command->from().problem_at(
          at, {"'command' is a list of the program and its arguments: no shell takes this text apart",
               "write 'command: [/usr/lib/nagios/plugins/check_disk, -w, 10%]'"}));
    }
    for_each_text(*command->in, command->written, [&](node_index item) {
      out.command.emplace_back(command->from().text(item));
      const bool broken = out.command.back().find('\0') != std::string::npos;
      if (broken || (out.command.size() == 1 && out.command.front().empty())) {
        problems_.add(command->from().problem_at(
            item, {broken ? "an argument must not hold a NUL" : "the program has no name", ""}));
      }
    });
  }
  own.for_each_name(key_exec_env, value_type::secrets, [&](const layered::found& map, entry one) {
    out.environment.emplace_back(map.from().text(one.key), secrets_.read(map.from(), one.value));
    if (out.environment.back().second.value.find('\0') == std::string::npos) return;
    problems_.add(map.from().problem_at(one.value, {"a variable must not hold a NUL", ""}));
  });
  if (const auto most = own.find(key_exec_max_output)) {
    out.max_output_bytes = static_cast<std::uint32_t>(most->written.number);
  }
  return std::make_shared<const options::exec>(std::move(out));
}

std::shared_ptr<const options::dns> probe_reader::read_dns(const layered& own) {
  options::dns out;
  if (const auto type = own.find(key_dns_type)) out.type = dns::number_of_type(type->text()).value_or(out.type);
  if (const auto name = own.find(key_dns_name)) {
    out.name = name->text();
    const dns::question question{out.name, out.type};
    // Others are escaped where a name is written as text, and would not be found again in the answer.
    const bool odd = out.name.find_first_not_of(letters_of_names) != std::string::npos;
    if (odd) {
      problems_.add(name->from().problem_at(
          name->written.node, {config::quoted(out.name) + " is no name to ask for: it takes letters, digits, and -_*/",
                               "write an international name in its xn-- form"}));
    } else if (const auto query = dns::make_query(question, 0); !query) {
      problems_.add(name->from().problem_at(
          name->written.node, {quoted(out.name) + " is no name to ask for: " + query.error().message(), ""}));
    }
  }
  if (const auto tcp = own.find(key_dns_tcp)) out.tcp = tcp->written.number != 0;
  const layered expect = own.inside(key_dns_expect);
  if (const auto rcode = expect.find(key_expect_rcode)) {
    out.rcodes.clear();
    for_each_text(*rcode->in, rcode->written, [&](node_index item) {
      if (const auto number = dns::number_of_rcode(rcode->from().text(item))) out.rcodes.push_back(*number);
    });
  }
  out.answer = pattern_at(expect, key_expect_answer);
  return std::make_shared<const options::dns>(std::move(out));
}

}  // namespace reachd::config
