// SPDX-License-Identifier: Apache-2.0
#include "config/secret_reader.hpp"

#include <cstdlib>
#include <filesystem>

#include "config/probe_schema.hpp"
#include "config/utf8.hpp"

namespace reachd::config {
namespace {

constexpr const char* credentials_variable = "CREDENTIALS_DIRECTORY";

/// Whoever is shown it may be elsewhere.
std::string absolute(const std::string& path) {
  std::error_code failure;
  const auto whole = std::filesystem::absolute(path, failure);
  return failure ? path : whole.lexically_normal().string();
}

/// An editor ends a file with a line feed.
void drop_line_end(std::string& text) {
  if (text.ends_with('\n')) text.pop_back();
  if (text.ends_with('\r')) text.pop_back();
}

}  // namespace

void secret_reader::refuse(const document& from, node_index at, std::string message, std::string hint) {
  problems_.add(from.problem_at(at, {std::move(message), std::move(hint)}));
}

options::secret_text secret_reader::read(const document& from, node_index at) {
  options::secret_text out;
  if (from.kind(at) == node_kind::scalar) {
    out.value = from.text(at);
    return out;
  }
  problem_list seen_before;
  const section_values own = read_section(from, at, secret_section, {}, seen_before);
  if (const value& name = own.at[key_credential]; name.set()) {
    out.from = options::text_source::credential;
    out.reference = name.text;
    read_credential(from, name.node, out);
  } else if (const value& path = own.at[key_secret_file]; path.set()) {
    out.from = options::text_source::file;
    out.value = read_file(from, path.node, out.reference);
    drop_line_end(out.value);
  } else if (const value& variable = own.at[key_environment]; variable.set()) {
    out.from = options::text_source::environment;
    out.reference = variable.text;
    read_environment(from, variable.node, out);
  }
  return out;
}

std::string secret_reader::read_file(const document& from, node_index at, std::string& path) {
  path = absolute(relative_to(from.origin().path(), from.text(at)));
  if (files_ == nullptr) return {};
  return files_->read_text(from, at).value_or("");
}

void secret_reader::read_credential(const document& from, node_index at, options::secret_text& into) {
  if (into.reference.find('/') != std::string::npos || into.reference.starts_with('.')) {
    return refuse(from, at, "a credential has a name, and " + config::quoted(into.reference) + " is a path",
                  "write {file: PATH} for a file");
  }
  if (files_ == nullptr) return;
  const char* const folder = std::getenv(credentials_variable);
  if (folder == nullptr || *folder == '\0') {
    return refuse(from, at, "there are no credentials: CREDENTIALS_DIRECTORY is not set",
                  "systemd sets it where the unit says LoadCredential=" + into.reference + ":PATH");
  }
  into.value = files_->read_path(from, at, std::string(folder) + "/" + into.reference).value_or("");
  drop_line_end(into.value);
}

void secret_reader::read_environment(const document& from, node_index at, options::secret_text& into) {
  if (files_ == nullptr) return;
  const char* const text = std::getenv(into.reference.c_str());
  if (text == nullptr) {
    return refuse(from, at, "the variable " + config::quoted(into.reference) + " is not set in reachd's environment",
                  "set it, in the unit by Environment= or EnvironmentFile=");
  }
  into.value = text;
}

}  // namespace reachd::config
