// SPDX-License-Identifier: Apache-2.0
#include "plugin/perfdata.hpp"

#include <doctest/doctest.h>

#include <clocale>

using reachd::plugin::perfdata;
using reachd::plugin::reading;
using reachd::plugin::take_perfdata;

namespace {

struct taken {
  reading how;
  perfdata value;
  std::string rest;
};

taken take(std::string_view text) {
  perfdata value;
  const reading how = take_perfdata(text, value);
  return {how, value, std::string(text)};
}

perfdata one(std::string_view text) {
  taken got = take(text);
  CHECK_MESSAGE(got.how == reading::measured, text);
  CHECK(got.rest == "");
  return got.value;
}

bool unreadable(std::string_view text) { return take(text).how == reading::unreadable; }

}  // namespace

TEST_CASE("all fields, as check_disk and check_ping print them") {
  CHECK(
      one("/var=2643MB;5948;5958;0;5968") ==
      perfdata{
          .label = "/var", .value = 2643, .unit = "MB", .warning = "5948", .critical = "5958", .min = 0, .max = 5968});
  CHECK(
      one("rta=0.052000ms;3000.000000;5000.000000;0.000000") ==
      perfdata{
          .label = "rta", .value = 0.052, .unit = "ms", .warning = "3000.000000", .critical = "5000.000000", .min = 0});
  CHECK(one("pl=0%;80;100;0") ==
        perfdata{.label = "pl", .value = 0, .unit = "%", .warning = "80", .critical = "100", .min = 0});
  CHECK(one("users=3") == perfdata{.label = "users", .value = 3});
  CHECK(one("n=1c;;;;") == perfdata{.label = "n", .value = 1, .unit = "c"});
  CHECK(one("t=-4.5;10:20;@~:5;-10;1e3") ==
        perfdata{.label = "t", .value = -4.5, .warning = "10:20", .critical = "@~:5", .min = -10, .max = 1000});
}

TEST_CASE("one is taken at a time, up to the white space behind it") {
  const taken got = take("a=1s;2 b=3");
  CHECK(got.value == perfdata{.label = "a", .value = 1, .unit = "s", .warning = "2"});
  CHECK(got.rest == " b=3");
}

TEST_CASE("a quoted label holds spaces, equals signs and quotes") {
  CHECK(one("'C:\\ used %'=5%").label == "C:\\ used %");
  CHECK(one("'it''s'=1").label == "it's");
  CHECK(one("''''=1").label == "'");
  CHECK(one("'a=b'=1").label == "a=b");
  CHECK(one("'a|b'=1").label == "a|b");
  CHECK(one("it's=1").label == "it's");
}

TEST_CASE("a label is printable, bounded and not empty") {
  CHECK(one("a\x01\xFF=1").label == "a??");
  CHECK(one(std::string(128, 'x') + "=1").label.size() == 128);
  CHECK(unreadable(std::string(129, 'x') + "=1"));
  CHECK(unreadable("=1"));
  CHECK(unreadable("''=1"));
}

TEST_CASE("after what cannot be read, reading goes on behind the next white space") {
  for (const char* wrong : {"word x=1", "'a'b=1 x=1", "a= x=1", "'a b' x=1", "a=1,5 x=1"}) {
    const taken got = take(wrong);
    CHECK(got.how == reading::unreadable);
    CHECK(got.rest == " x=1");
  }
  const taken open = take("'never closed=1 x=1");
  CHECK(open.how == reading::unreadable);
  CHECK(open.rest == "");
}

TEST_CASE("a value is a finite number with a dot, in every locale") {
  for (const char* wrong : {"a=1,5", "a=1.2.3", "a=nan", "a=inf", "a=-inf", "a=infB", "a=1e999", "a=0x10", "a=--1",
                            "a=s", "a=", "a=;1;2", "a=+-1", "a=1-2", "a=1=2"})
    CHECK_MESSAGE(unreadable(wrong), wrong);
  std::setlocale(LC_NUMERIC, "de_DE.UTF-8");  // changes nothing where it is not installed
  CHECK(one("a=1.5").value == 1.5);
  std::setlocale(LC_NUMERIC, "C");
  CHECK(one("a=.5").value == 0.5);
  CHECK(one("a=1e3ms").value == 1000);
  CHECK(one("a=" + std::string(60'000, '9') + "e-59999").value == doctest::Approx(10));
  CHECK(unreadable("a=" + std::string(60'000, '9')));
}

TEST_CASE("U is no value") {
  CHECK(take("a=U").how == reading::no_value);
  CHECK(take("a=U;1;2 b=1").how == reading::no_value);
  CHECK(take("a=U;1;2 b=1").rest == " b=1");
  CHECK(unreadable("a=Us"));
}

TEST_CASE("a unit is a short word") {
  CHECK(one("a=1\xC2\xB0"
            "C")
            .unit ==
        "\xC2\xB0"
        "C");
  CHECK(one("a=1" + std::string(16, 'u')).unit.size() == 16);
  CHECK(unreadable("a=1" + std::string(17, 'u')));
  CHECK(unreadable("a=1\xFF"));
  CHECK(unreadable("a=1'"));
}

TEST_CASE("what is no range and no number is left out, the value stays") {
  CHECK(one("a=1;drop_table;x;y;z").value == 1);
  CHECK(one("a=1;x;5;nan;inf;more;and;more") == perfdata{.label = "a", .value = 1, .critical = "5"});
  CHECK(one("a=1;" + std::string(65, '1') + ";1,5;1s;2") == perfdata{.label = "a", .value = 1, .max = 2});
}

TEST_CASE("times come in seconds and sizes in bytes, all else as written") {
  using reachd::plugin::quantity;
  const auto base = [](std::string_view text) {
    static perfdata kept;
    kept = one(text);
    return kept.base_value();
  };
  CHECK(base("a=1500ms") == quantity{1.5, "s"});
  CHECK(base("a=2s") == quantity{2, "s"});
  CHECK(base("a=5us").value == doctest::Approx(5e-6));
  CHECK(base("a=5\xC2\xB5s").unit == "s");
  CHECK(base("a=3B") == quantity{3, "B"});
  CHECK(base("a=3KB") == quantity{3072, "B"});
  CHECK(base("a=1MB") == quantity{1048576, "B"});
  CHECK(base("a=1GiB") == quantity{1073741824, "B"});
  CHECK(base("a=1TB") == quantity{1099511627776, "B"});
  CHECK(base("a=40%") == quantity{40, "%"});
  CHECK(base("a=7c") == quantity{7, "c"});
  CHECK(base("a=7") == quantity{7, ""});
  CHECK(base("a=7rpm") == quantity{7, "rpm"});
  CHECK(unreadable("a=1e308TB"));
}
