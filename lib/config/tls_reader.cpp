// SPDX-License-Identifier: Apache-2.0
#include "config/tls_reader.hpp"

#include "config/host.hpp"
#include "config/probe_schema.hpp"
#include "config/utf8.hpp"

namespace reachd::config {
namespace {

constexpr std::string_view pem_certificate = "-----BEGIN CERTIFICATE-----";

void refuse(const layered::found& at, secret_reader& secrets, complaint what) {
  secrets.problems().add(at.from().problem_at(at.written.node, std::move(what)));
}

std::string read_pem(const layered::found& named, secret_reader& secrets, std::string& path) {
  const std::size_t before = secrets.problems().size();
  std::string text = secrets.read_file(named.from(), named.written.node, path);
  const bool read = secrets.reads_files() && secrets.problems().size() == before;
  if (read && text.find(pem_certificate) == std::string::npos) {
    refuse(named, secrets, {config::quoted(path) + " holds no PEM certificate", ""});
  }
  return text;
}

}  // namespace

options::tls read_tls(const layered& from, secret_reader& secrets) {
  options::tls out;
  if (const auto name = from.find(key_tls_server_name)) {
    out.server_name = name->text();
    if (const auto good = check_host(name->text()); !good) refuse(*name, secrets, good.error());
  }
  if (const auto file = from.find(key_tls_ca)) out.authorities = read_pem(*file, secrets, out.authorities_file);
  const auto certificate = from.find(key_tls_certificate);
  const auto key = from.find(key_tls_private_key);
  if (certificate) out.certificate = read_pem(*certificate, secrets, out.certificate_file);
  if (key) out.key = secrets.read(key->from(), key->written.node);
  if (certificate && !key) refuse(*certificate, secrets, {"'certificate' without 'key'", "name its private key"});
  if (key && !certificate) refuse(*key, secrets, {"'key' without 'certificate'", "name its certificate"});
  if (const auto insecure = from.find(key_tls_insecure)) out.insecure = insecure->written.number != 0;
  if (const auto before = from.find(key_tls_warn_before)) out.warn_before = core::nanoseconds(before->written.number);
  return out;
}

}  // namespace reachd::config
