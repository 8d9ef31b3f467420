# SPDX-License-Identifier: Apache-2.0
# What daemon/run and tests/run share: Debian packages that are missing are installed, the tree is configured and built.
# Sourced by both. Nothing missing means that neither the package manager nor the network is touched.

build_packages=(g++ cmake ninja-build pkg-config libuv1-dev libspdlog-dev libyaml-cpp-dev prometheus-cpp-dev
  libmicrohttpd-dev libgnutls28-dev libcrypt-dev libcurl4-openssl-dev libssl-dev libre2-dev libcli11-dev
  nlohmann-json3-dev zlib1g-dev)

say() { printf '%s: %s\n' "${program:?}" "$*" >&2; }
fail() { say "$*"; exit 1; }

# missing_packages PACKAGE...: prints those that dpkg does not have installed.
missing_packages() {
  local package
  for package; do
    [[ $(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null) == installed ]] || echo "$package"
  done
}

# as_root COMMAND...: runs it as root; fails where we are not root and sudo is not there or refuses.
as_root() {
  if ((EUID == 0)); then "$@"
  elif [[ -t 0 ]]; then sudo -- "$@"
  else sudo -n -- "$@"
  fi
}

# install_packages PACKAGE...: installs those that are missing, and says which.
install_packages() {
  command -v dpkg-query >/dev/null || fail "this is not Debian; install by hand what gives: $*"
  local missing
  mapfile -t missing < <(missing_packages "$@")
  ((${#missing[@]})) || return 0
  if ((EUID != 0)) && ! command -v sudo >/dev/null; then
    fail "missing Debian packages, and neither root nor sudo to install them: ${missing[*]}"
  fi
  say "installing Debian packages: ${missing[*]}"
  as_root apt-get update -q >&2 || say "apt-get update failed; going on with the package lists that are here"
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "${missing[@]}" >&2 ||
    fail "could not install: ${missing[*]}"
}

# unpack_package PACKAGE FOLDER: its files below FOLDER, not installed, so that no service starts. Done once.
unpack_package() {
  local package=$1 folder=$2
  [[ -e $folder/.unpacked-$package ]] && return 0
  mkdir -p "$folder/deb"
  (
    cd "$folder/deb" || exit 1
    rm -f "${package}"_*.deb
    apt-get download -q "$package" >&2 || { as_root apt-get update -q >&2 && apt-get download -q "$package" >&2; }
  ) && dpkg-deb -x "$folder/deb/$package"_*.deb "$folder" && touch "$folder/.unpacked-$package"
}

# build_tree SOURCE FOLDER [CMAKE_OPTION...]: configures and builds. A folder keeps the generator it has.
build_tree() {
  local source=$1 folder=$2 generator=()
  shift 2
  if [[ ! -e $folder/CMakeCache.txt ]] && command -v ninja >/dev/null; then generator=(-G Ninja); fi
  cmake -S "$source" -B "$folder" "${generator[@]}" --log-level=WARNING "$@" >&2 || return 1
  cmake --build "$folder" --parallel "$(nproc)" >&2
}
