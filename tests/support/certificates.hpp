// SPDX-License-Identifier: Apache-2.0
// Two self-signed certificates of nobody, with their keys, valid to 2126. Made for the tests and of no use elsewhere.
#pragma once

namespace reachd::test {

inline constexpr const char* certificate =
    "-----BEGIN CERTIFICATE-----\n"
    "MIIBhDCCASmgAwIBAgIURseLQhxgAyLR5ISs/YxpiHjPs5UwCgYIKoZIzj0EAwIw\n"
    "FjEUMBIGA1UEAwwLcmVhY2hkIHRlc3QwIBcNMjYxMTI0MTIzNzU5WhgPMjEyNjEw\n"
    "MzExMjM3NTlaMBYxFDASBgNVBAMMC3JlYWNoZCB0ZXN0MFkwEwYHKoZIzj0CAQYI\n"
    "KoZIzj0DAQcDQgAE39kSNCpeL5DCsHXDgRdb4mduUPkqOVJT/OxHXAMHE7x0yWIr\n"
    "Zqws/kf6oMs6FKJWexiGJzU+RPD+UiTdhe4OuaNTMFEwHQYDVR0OBBYEFL32ZQJw\n"
    "0YrCLnrkRQyDBfoPQUBkMB8GA1UdIwQYMBaAFL32ZQJw0YrCLnrkRQyDBfoPQUBk\n"
    "MA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDSQAwRgIhANh716oDq4AtjhXG\n"
    "W4G7WLCJB/el9JX7HFo3CiAjINpKAiEA5KfOrTidJIQ8BZ8mNtwOMFKprFWSdQ+2\n"
    "C5FgzlL/iug=\n"
    "-----END CERTIFICATE-----\n";
inline constexpr const char* certificate_key =
    "-----BEGIN PRIVATE KEY-----\n"
    "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgdIOXlVuhAuz6XM/R\n"
    "09w9nCBioTSWJDGJMkP6yw4yunGhRANCAATf2RI0Kl4vkMKwdcOBF1viZ25Q+So5\n"
    "UlP87EdcAwcTvHTJYitmrCz+R/qgyzoUolZ7GIYnNT5E8P5SJN2F7g65\n"
    "-----END PRIVATE KEY-----\n";
inline constexpr const char* other_key =
    "-----BEGIN PRIVATE KEY-----\n"
    "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgVaOfqnyljwBduA+5\n"
    "Y+fQ3+srXYxoIATKk96Zd0SjbDqhRANCAAR3qlrPutak/UrDqyOH/e+tA/x+gE+q\n"
    "ENsUFqz2A0VzBSupQSoV0+s2OPEUlk9yiVOVgZekbRZG0HDnkZXKSV+0\n"
    "-----END PRIVATE KEY-----\n";

}  // namespace reachd::test
