// SPDX-License-Identifier: Apache-2.0
// What is sent at each hop. [pure] Role: which secrets go where. Invariant: a secret, and a header of the user's, goes
// to the origin of the url alone (scheme, host and port; RFC 9110, section 4.3.1), and so does our certificate; a body
// that a redirect turned into a GET is not sent again (section 15.4).
#pragma once

#include <string>

#include "core/address.hpp"
#include "fetch/request.hpp"
#include "fetch/url.hpp"
#include "options/http.hpp"

namespace reachd::probe {

/// The same scheme, host and port.
bool same_origin(const fetch::url& left, const fetch::url& right);

/// `first`: the url of the target; `at`: where this hop goes, to `address`; `method` empty: that of the options.
/// `tls`: that of the options, or for_strangers(); it outlives the request.
fetch::request request_for(const options::http& how, const fetch::url& first, const fetch::url& at,
                           const core::address& address, const std::string& method, const options::tls& tls);

/// How TLS is spoken with another origin: believing whom the user believes, and no more. Neither our certificate nor
/// the name that is expected of the first server is meant for it.
options::tls for_strangers(const options::tls& ours);

bool is_redirect(long status);
/// 307 and 308 keep it, others turn all but HEAD into GET.
std::string method_after(long status, const std::string& method);

/// RFC 4648, section 4.
std::string base64(std::string_view bytes);

}  // namespace reachd::probe
