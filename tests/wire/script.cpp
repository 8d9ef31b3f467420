// SPDX-License-Identifier: Apache-2.0
#include "wire/script.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace reachd::test_wire {

namespace {

/// The number at the front of `text`, which then starts behind it.
template <typename Number>
std::optional<Number> take_number(std::string_view& text) {
  Number value{};
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (failed != std::errc()) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return value;
}

bool take(std::string_view& text, std::string_view word) {
  if (!text.starts_with(word)) return false;
  text.remove_prefix(word.size());
  return true;
}

bool read(std::string_view text, pattern& into) {
  if (text == "all") return into.every = 1, true;
  if (take(text, "1/")) {
    into.every = take_number<std::uint64_t>(text).value_or(0);
    return into.every > 0 && text.empty();
  }
  into.chance = take_number<double>(text).value_or(-100) / 100;
  return into.chance >= 0 && into.chance <= 1 && text == "%";
}

std::optional<nanoseconds> take_duration(std::string_view& text) {
  const auto value = take_number<double>(text);
  constexpr std::array units{std::pair{"ns", 1.0}, std::pair{"us", 1e3}, std::pair{"ms", 1e6}, std::pair{"s", 1e9}};
  for (const auto& [unit, factor] : units)
    if (value && *value >= 0 && take(text, unit)) return nanoseconds(static_cast<std::int64_t>(*value * factor));
  return std::nullopt;
}

bool read_delay(std::string_view text, behaviour& into) {
  const auto least = take_duration(text);
  const auto most = take(text, "..") ? take_duration(text) : least;
  if (!least || !most || *most < *least) return false;
  into.delay_least = *least;
  into.delay_most = *most;
  return text.empty();
}

bool read_hold(std::string_view text, behaviour& into) {
  const auto colon = std::min(text.find(':'), text.size());
  if (!read(text.substr(0, colon), into.hold) || colon == text.size()) return false;
  text.remove_prefix(colon + 1);
  into.hold_for = take_duration(text).value_or(nanoseconds(0));
  return into.hold_for > nanoseconds(0) && text.empty();
}

bool read_error(std::string_view text, behaviour& into) {
  const auto type = take_number<std::uint8_t>(text);
  const bool slash = take(text, "/");
  const auto code = take_number<std::uint8_t>(text);
  if (!type || !slash || !code) return false;
  into.error_type = *type;
  into.error_code = *code;
  if (text.empty()) text = ":all";
  return take(text, ":") && read(text, into.error);
}

std::optional<network> read_network(std::string_view text) {
  const auto slash = std::min(text.find('/'), text.size());
  const auto address = ip::parse(text.substr(0, slash));
  if (!address) return std::nullopt;
  const auto widest = static_cast<unsigned>(address->size() * 8);
  network result{*address, widest};
  if (slash < text.size()) {
    text.remove_prefix(slash + 1);
    result.prefix = take_number<unsigned>(text).value_or(widest + 1);
    if (!text.empty()) return std::nullopt;
  }
  return result.prefix <= widest ? std::optional(result) : std::nullopt;
}

bool read_word(std::string_view word, behaviour& into) {
  constexpr std::array patterns{
      std::pair{"lose=", &behaviour::lose},         std::pair{"duplicate=", &behaviour::duplicate},
      std::pair{"checksum=", &behaviour::checksum}, std::pair{"source=", &behaviour::source},
      std::pair{"token=", &behaviour::token},       std::pair{"code=", &behaviour::code},
      std::pair{"short=", &behaviour::shorten},     std::pair{"forged_error=", &behaviour::forged_error}};
  for (const auto& [key, member] : patterns)
    if (take(word, key)) return read(word, into.*member);
  if (take(word, "delay=")) return read_delay(word, into);
  if (take(word, "hold=")) return read_hold(word, into);
  if (take(word, "error=")) return read_error(word, into);
  if (take(word, "from=")) return (into.error_from = ip::parse(word)).has_value();
  return into.reply_after_error = word == "and_reply";
}

/// Random numbers that follow from seed, host and count alone: neither other hosts nor another run change them
/// (splitmix64).
class draws {
 public:
  draws(std::uint64_t seed, const ip& host, std::uint64_t count) : state_(seed), count_(count) {
    for (const auto octet : host.octets) mix(octet);
    mix(count);
  }

  /// Uniform in [0, 1).
  double next() {
    mix(0);
    return static_cast<double>(state_ >> 11) * 0x1p-53;
  }
  bool hit(const pattern& each) { return each.hits(count_, next()); }

 private:
  void mix(std::uint64_t value) {
    state_ += value + 0x9e3779b97f4a7c15u;
    state_ = (state_ ^ state_ >> 30) * 0xbf58476d1ce4e5b9u;
    state_ = (state_ ^ state_ >> 27) * 0x94d049bb133111ebu;
    state_ ^= state_ >> 31;
  }

  std::uint64_t state_;
  std::uint64_t count_;
};

/// What is sent as the reply: the true one, or the first forgery that the rule wants for this request.
std::pair<const char*, bytes> reply_or_forgery(const behaviour& how, const icmp_packet& request, draws& draw) {
  if (draw.hit(how.checksum)) return {"checksum", with_wrong_checksum(reply_to(request))};
  icmp_packet forged = request;
  if (draw.hit(how.source)) {
    forged.destination.octets[request.destination.size() - 1] ^= 0x01;
    return {"source", reply_to(forged)};
  }
  bytes payload(request.payload.begin(), request.payload.end());
  if (!payload.empty()) payload.front() ^= 0x01;
  if (draw.hit(how.token)) {
    forged.payload = payload;
    return {"token", reply_to(forged)};
  }
  if (draw.hit(how.code)) {
    forged.code = 1;
    return {"code", reply_to(forged)};
  }
  if (draw.hit(how.shorten)) {
    forged.payload = request.payload.first(request.payload.size() / 4);
    return {"short", reply_to(forged)};
  }
  if (draw.hit(how.forged_error)) {
    forged.payload = payload;
    return {"forged_error", error_about(build(forged), request.destination, request.source.family == 4 ? 3 : 1, 1)};
  }
  return {"reply", reply_to(request)};
}

}  // namespace

bool network::contains(const ip& host) const {
  if (host.family != address.family) return false;
  for (unsigned bit = 0; bit < prefix; ++bit) {
    const unsigned mask = 0x80u >> bit % 8;
    if ((host.octets[bit / 8] & mask) != (address.octets[bit / 8] & mask)) return false;
  }
  return true;
}

std::expected<void, std::string> script::add(std::string_view rule) {
  behaviour added;
  bool first = true;
  while (true) {
    rule.remove_prefix(std::min(rule.find_first_not_of(' '), rule.size()));
    if (rule.empty()) break;
    const auto word = rule.substr(0, rule.find(' '));
    rule.remove_prefix(word.size());
    const auto hosts = first ? read_network(word) : std::nullopt;
    if (hosts) added.hosts = *hosts;
    if (first ? !hosts : !read_word(word, added)) return std::unexpected("cannot read `" + std::string(word) + "`");
    first = false;
  }
  if (first) return std::unexpected("a rule begins with a network");
  rules_.push_back(added);
  std::ranges::stable_sort(rules_, std::greater(), [](const behaviour& each) { return each.hosts.prefix; });
  return {};
}

const behaviour* script::find(const ip& host) const {
  const auto found = std::ranges::find_if(rules_, [&](const behaviour& each) { return each.hosts.contains(host); });
  return found == rules_.end() ? nullptr : &*found;
}

std::vector<departure> script::answer(const behaviour& how, const icmp_packet& request, byte_view packet,
                                      std::uint64_t count) const {
  draws draw(seed_, request.destination, count);
  const auto spread = static_cast<double>((how.delay_most - how.delay_least).count());
  auto delay = how.delay_least + nanoseconds(static_cast<std::int64_t>(spread * draw.next()));
  if (draw.hit(how.hold)) delay += how.hold_for;
  std::vector<departure> leaving;
  if (draw.hit(how.lose)) return leaving;
  if (draw.hit(how.error)) {
    const ip sender = how.error_from.value_or(request.destination);
    leaving.push_back({delay, "error", error_about(packet, sender, how.error_type, how.error_code)});
    if (!how.reply_after_error) return leaving;
  }
  auto [action, reply] = reply_or_forgery(how, request, draw);
  leaving.push_back({delay, action, std::move(reply)});
  if (draw.hit(how.duplicate)) leaving.push_back({delay, "duplicate", reply_to(request)});
  return leaving;
}

}  // namespace reachd::test_wire
