// SPDX-License-Identifier: Apache-2.0
// `tls:` of a probe. Role: from its keys to options, with the files that they name.
#pragma once

#include "config/layered.hpp"
#include "config/secret_reader.hpp"
#include "options/tls.hpp"

namespace reachd::config {

options::tls read_tls(const layered& from, secret_reader& secrets);

}  // namespace reachd::config
