// SPDX-License-Identifier: Apache-2.0
// What is wrong with a certificate, in one stable word and in OpenSSL's words. [pure] Role: the handshake goes on
// whatever the verification finds, so that the certificate can be told; everything found is collected here.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace reachd::tls {

/// In the order of precedence: of several, the first one is named. Dates come before issuer and name, for they are what
/// changes by itself: what was fine yesterday and woke somebody today is `expired`, though a wrong name be there too.
/// Revoked and forged come before all, for a new date would not help. A name comes last of what people get wrong, for
/// that of a stranger's certificate says little. The sentence tells all of them.
enum class verdict : std::uint8_t {
  ok,
  revoked,
  bad_signature,
  expired,
  not_yet_valid,   // or our clock is behind
  self_signed,     // the certificate itself, and it is not among the authorities
  unknown_issuer,  // an intermediate is missing, or the root is not among the authorities
  wrong_name,
  bad_purpose,  // not for a server, or signed by what may not sign (for that name)
  weak,         // a key or digest below the security level of OpenSSL
  other,
};

/// "ok", "expired", …: stable, for labels.
std::string_view name_of(verdict kind);

/// Of an X509_V_ERR_… of openssl/x509_vfy.h; 0 is ok.
verdict verdict_of(int x509_error);

struct judgement {
  verdict kind = verdict::other;
  std::string sentence = {};  // "certificate has expired; hostname mismatch"; empty: ok

  bool ok() const { return kind == verdict::ok; }
};

/// What the verification finds, one by one.
class findings {
 public:
  /// `depth`: 0 the server's own certificate, 1 that of its issuer, …
  void add(int x509_error, int depth);
  /// The verification came to its end. Without it nothing is ok.
  void finish() { finished_ = true; }
  judgement judge() const;

 private:
  struct finding {
    int x509_error;
    int depth;
  };
  std::vector<finding> found_;
  bool finished_ = false;
};

}  // namespace reachd::tls
