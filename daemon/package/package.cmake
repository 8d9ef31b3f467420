# SPDX-License-Identifier: Apache-2.0
# What is installed where, and the Debian package of it: `cpack -G DEB` in a Release tree (needs dpkg-dev). Its
# maintainer scripts are those that debhelper would write; a Debian source package can come when somebody uploads it.
set(REACHD_MAINTAINER "reachd maintainers <maintainers@reachd.invalid>" CACHE STRING "Maintainer of the package")
set(package_source ${CMAKE_CURRENT_LIST_DIR})
set(package_folder ${CMAKE_BINARY_DIR}/package)
set(unit_folder /usr/lib/systemd/system)
set(doc_folder /usr/share/doc/reachd)

# Not through the prefix: systemd, man and the rest look for them there and nowhere else.
install(TARGETS reachd DESTINATION /usr/bin)
install(FILES systemd/reachd.service systemd/reachd.socket DESTINATION ${unit_folder})
install(FILES systemd/sysusers.d/reachd.conf DESTINATION /usr/lib/sysusers.d)
install(FILES systemd/sysctl.d/50-reachd.conf DESTINATION /usr/lib/sysctl.d)
install(FILES config/reachd.schema.json DESTINATION /usr/share/reachd)
# Its first line tells an editor where the schema is.
file(READ config/reachd.yaml first_configuration)
string(REPLACE "$schema=reachd.schema.json" "$schema=/usr/share/reachd/reachd.schema.json" first_configuration
  "${first_configuration}")
file(CONFIGURE OUTPUT ${package_folder}/reachd.yaml CONTENT "${first_configuration}" @ONLY)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS config/reachd.yaml)
install(FILES ${package_folder}/reachd.yaml DESTINATION /etc/reachd)
install(FILES config/reachd.full.yaml config/reachd.token config/reachd.web.yml DESTINATION ${doc_folder}/examples)
install(DIRECTORY systemd/drop-ins DESTINATION ${doc_folder}/examples)
add_custom_command(OUTPUT ${package_folder}/completion.bash DEPENDS reachd
  COMMAND $<TARGET_FILE:reachd> completion bash > ${package_folder}/completion.bash VERBATIM)
set_property(GLOBAL APPEND PROPERTY reachd_packed_files ${package_folder}/completion.bash)
install(FILES ${package_folder}/completion.bash DESTINATION /usr/share/bash-completion/completions RENAME reachd)
install(FILES daemon/package/copyright DESTINATION ${doc_folder})
install(FILES daemon/package/lintian-overrides DESTINATION /usr/share/lintian/overrides RENAME reachd)

# reachd_packed(SOURCE NAME FOLDER): SOURCE with the version in it, compressed as Debian wants it, goes to FOLDER.
function(reachd_packed source name folder)
  configure_file(${source} ${package_folder}/${name} @ONLY)
  add_custom_command(OUTPUT ${package_folder}/${name}.gz DEPENDS ${package_folder}/${name}
    COMMAND gzip -9nkf ${package_folder}/${name} VERBATIM)
  set_property(GLOBAL APPEND PROPERTY reachd_packed_files ${package_folder}/${name}.gz)
  install(FILES ${package_folder}/${name}.gz DESTINATION ${folder})
endfunction()

reachd_packed(daemon/man/reachd.8 reachd.8 /usr/share/man/man8)
reachd_packed(daemon/man/reachd.yaml.5 reachd.yaml.5 /usr/share/man/man5)
reachd_packed(daemon/package/changelog changelog.Debian ${doc_folder})
reachd_packed(CHANGELOG.md changelog ${doc_folder})
get_property(packed_files GLOBAL PROPERTY reachd_packed_files)
add_custom_target(reachd_packed_files ALL DEPENDS ${packed_files})

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME reachd)
set(CPACK_PACKAGE_VENDOR reachd)
set(CPACK_SET_DESTDIR ON)
set(CPACK_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
  OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(CPACK_DEBIAN_PACKAGE_MAINTAINER ${REACHD_MAINTAINER})
set(CPACK_DEBIAN_PACKAGE_SECTION net)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "network reachability monitor for Prometheus")
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION
"pings the hosts of a YAML file, each on its own steady schedule, and exports
reachability, loss and latency to Prometheus: ICMP echo and TCP connects over
IPv4 and IPv6, thousands of hosts a second, with the kernel's time stamps.
.
Every probe ends exactly once, and what could not be measured is never
counted as loss.")
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DEPENDS "systemd | systemd-standalone-sysusers | systemd-sysusers")
set(CPACK_DEBIAN_PACKAGE_PREDEPENDS "init-system-helpers (>= 1.54~)")
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "prometheus, iputils-ping")
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA
  ${package_source}/postinst ${package_source}/prerm ${package_source}/postrm ${package_source}/conffiles)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
include(CPack)
