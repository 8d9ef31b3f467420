// SPDX-License-Identifier: Apache-2.0
// Builds a document from yaml-cpp's events. Role: counts depth and nodes through aliases while the events come, so
// that a bomb is refused before anything walks it; finds duplicate keys, bad keys and tags.
// Invariant: an anchor is used only after its node is complete, so no alias reaches itself.
#pragma once

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/mark.h>

#include <cstdint>
#include <string>
#include <vector>

#include "config/document.hpp"
#include "config/problem.hpp"

namespace reachd::config {

/// Thrown through yaml-cpp to end the parse; caught in `parse`.
struct refusal {
  std::size_t offset;
  std::size_t length;
  complaint what;
};

class document_builder : public YAML::EventHandler {
 public:
  document_builder(const source& origin, problem_list& problems);

  /// After a parse without exception.
  document take();
  /// The offset of the last event; grows while events come.
  const std::size_t& reached() const { return reached_; }
  /// Up to where the text is known to be well formed.
  std::size_t last_scalar_end() const { return last_scalar_end_; }
  /// Where the last quoted scalar opens if it goes over line ends, else npos.
  std::size_t last_quote_over_lines() const { return last_quote_over_lines_; }

  void OnDocumentStart(const YAML::Mark& mark) override;
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override;
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override;
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override;
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value style) override;
  void OnSequenceEnd() override;
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value style) override;
  void OnMapEnd() override;

 private:
  struct open_node {
    node_index index;
    std::uint64_t nodes_before;
    std::uint32_t height;    // levels below it so far, aliases followed
    std::uint32_t children;  // direct ones
    YAML::anchor_t anchor;
  };
  struct anchored {
    node_index index = 0;
    std::uint64_t nodes = 0;
    std::uint32_t height = 0;
    bool complete = false;
  };

  node_index add(node_kind kind, std::size_t offset);
  void count_nodes(std::uint64_t more, std::size_t offset);
  void open(node_kind kind, std::size_t offset, const std::string& tag, YAML::anchor_t anchor);
  void close();
  void define(YAML::anchor_t anchor, const anchored& node);
  void check_tag(const std::string& tag, std::size_t offset);
  void check_quote(std::size_t open, std::size_t content);
  void check_keys(node_index map);
  void check_key(entry one);
  void check_merge(node_index value);
  std::size_t place_of_nothing(std::size_t offset) const;
  bool expects_value() const;
  bool is_bare_key(std::size_t offset) const;
  void store_text(node& scalar, std::size_t content, const std::string& value);

  const source& origin_;
  problem_list& problems_;
  document built_;
  std::vector<open_node> open_;
  std::vector<anchored> anchors_;
  std::vector<node_index> bare_keys_;
  std::uint64_t expanded_ = 0;
  std::size_t reached_ = 0;
  std::size_t last_scalar_end_ = 0;
  std::size_t last_quote_over_lines_ = std::string_view::npos;
  bool started_ = false;
};

}  // namespace reachd::config
