// SPDX-License-Identifier: Apache-2.0
// `http:` of a target. Role: from its keys to options; the url, which each target has of its own, is laid over them
// later.
#pragma once

#include "config/layered.hpp"
#include "config/secret_reader.hpp"
#include "options/http.hpp"

namespace reachd::config {

options::http read_http(const layered& from, secret_reader& secrets);

}  // namespace reachd::config
