// SPDX-License-Identifier: Apache-2.0
#include "config/layered.hpp"

#include <deque>

#include "config/probe_schema.hpp"
#include "workspace.hpp"

namespace reachd::config {
namespace {

/// Levels of a target, the least specific first.
struct levels_of {
  levels_of(std::initializer_list<const char*> texts) {
    for (const char* text : texts) {
      const parsed& got = sources.emplace_back(text);
      path.push_back(&values.emplace_back(read_section(*got.content, 0, target_section, {}, list)));
    }
    REQUIRE(list.empty());
  }
  layered http() const { return layered::of(path).inside(key_http); }

  std::deque<parsed> sources;
  std::deque<section_values> values;
  std::vector<const section_values*> path;
  problem_list list;
};

std::string text_at(const layered& from, std::size_t key) {
  const auto found = from.find(key);
  return found ? std::to_string(found->level) + ":" + std::string(found->text()) : "none";
}

std::string names_at(const layered& from, std::size_t key, value_type type) {
  std::string out;
  from.for_each_name(key, type, [&out](const layered::found& map, entry one) {
    out += std::string(map.from().text(one.key)) + "=" + std::string(map.from().text(one.value)) + " ";
  });
  return out;
}

}  // namespace

TEST_CASE("of each key the most specific level holds, however deep") {
  const levels_of one{"{http: {method: PUT, body: x, expect: {body: a}}}", "{}", "{http: {method: POST}}"};
  CHECK(text_at(one.http(), key_http_method) == "2:POST");
  CHECK(text_at(one.http(), key_http_body) == "0:x");
  CHECK(text_at(one.http(), key_http_follow) == "none");
  CHECK(text_at(one.http().inside(key_http_expect), key_expect_body) == "0:a");
}

TEST_CASE("null goes back to what is built in, of a key and of a whole map") {
  const levels_of one{"{http: {method: PUT, body: x, expect: {body: a}}}", "{http: {method: ~, expect: ~}}"};
  CHECK(text_at(one.http(), key_http_method) == "none");
  CHECK(text_at(one.http(), key_http_body) == "0:x");
  CHECK(one.http().inside(key_http_expect).empty());
  const levels_of all{"{http: {method: PUT}}", "{http: ~}", "{http: {body: y}}"};
  CHECK(text_at(all.http(), key_http_method) == "none");
  CHECK(text_at(all.http(), key_http_body) == "2:y");
}

TEST_CASE("maps of names are merged, and null takes a name away, or is a value") {
  const levels_of one{"{http: {headers: {A: 1, B: 2, C: 3}, expect: {json: {/a: 1, /b: 2}}}}",
                      "{http: {headers: {B: 9, C: ~, D: 4}, expect: {json: {/b: ~}}}}"};
  CHECK(names_at(one.http(), key_http_headers, value_type::secrets) == "A=1 B=9 D=4 ");
  CHECK(names_at(one.http().inside(key_http_expect), key_expect_json, value_type::scalars) == "/a=1 /b= ");
  const levels_of none{"{http: {headers: {A: 1}}}", "{http: {headers: ~}}", "{http: {headers: {E: 5}}}"};
  CHECK(names_at(none.http(), key_http_headers, value_type::secrets) == "E=5 ");
}

TEST_CASE("what is wrong is neither set nor unsaid") {
  const parsed source("{http: {follow: many}}");
  problem_list list;
  const section_values own = read_section(*source.content, 0, target_section, {}, list);
  const std::array<const section_values*, 1> path{&own};
  const layered http = layered::of(path).inside(key_http);
  CHECK(http.is_wrong(key_http_follow));
  CHECK_FALSE(http.is_wrong(key_http_body));
  CHECK_FALSE(http.find(key_http_follow));
}

}  // namespace reachd::config
