// SPDX-License-Identifier: Apache-2.0
// One of libcurl's handles, told what to do. Role: every option that libcurl is given stands in easy.cpp, and what it
// measured is read there. Owner: a transfer. Invariant: neither environment nor files of a user say how we ask, a
// certificate is checked unless somebody said `insecure`, and no name is looked up.
#pragma once

#include <curl/curl.h>

#include <memory>
#include <string>

#include "fetch/request.hpp"
#include "fetch/response.hpp"

namespace reachd::fetch {

struct end_easy {
  void operator()(CURL* used) const { curl_easy_cleanup(used); }
};
using easy_handle = std::unique_ptr<CURL, end_easy>;

struct end_list {
  void operator()(curl_slist* used) const { curl_slist_free_all(used); }
};
using text_list = std::unique_ptr<curl_slist, end_list>;

/// What libcurl reads while it works, besides the request.
struct easy_texts {
  text_list headers;
  text_list way;
};

/// The same for every request of a client.
struct identity {
  std::string user_agent = {};
  std::string authorities_file = {};  // those of the system; empty: where libcurl looks by itself
};

/// The same for every request: a handle that is used again keeps them.
void set_standing_options(CURL* easy);
/// It leaves nothing in a handle that the next set_options() does not replace.
bool is_plain(const request& asked);
/// The rest but the callbacks. The request and the texts outlive the transfer.
void set_options(CURL* easy, const request& asked, const identity& us, easy_texts& texts);

/// What libcurl 7.88 does not tell rightly, counted from where its times count from; zero: it did not happen. Over TLS
/// it says that it is connected when the handshake is done, and what it calls the first byte may be one that was sent.
struct marks {
  core::nanoseconds connected{};
  core::nanoseconds answered{};
};

phases times_of(CURL* easy, const marks& ours);
phase reached_by(CURL* easy, bool secure, const marks& ours);
/// What libcurl measures with CURLINFO_*_TIME_T.
core::nanoseconds time_of(CURL* easy, CURLINFO which);
/// All but what was received.
response describe(CURL* easy, const request& asked, const marks& ours);

}  // namespace reachd::fetch
