#!/bin/bash
# Installs, upgrades and removes cyolo-scim on a machine with systemd. Needs no network; `install.sh --help` tells more.

# Whatever shell and environment started it: bash goes on, with nothing inherited that could change what follows.
case $- in
  *p*) ;;
  *) exec env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C "TERM=${TERM:-dumb}" bash -p "$0" "$@" ;;
esac

set -euo pipefail
shopt -s inherit_errexit
umask 022

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
readonly HERE
readonly PROGRAM=/usr/local/bin/cyolo-scim
readonly UNIT=/usr/local/lib/systemd/system/cyolo-scim.service
readonly DROP_INS=/etc/systemd/system/cyolo-scim.service.d
readonly MAN_PAGE=/usr/local/share/man/man1/cyolo-scim.1
readonly DOCUMENTS=/usr/local/share/doc/cyolo-scim
readonly SETTINGS=/etc/cyolo-scim
readonly CONFIG=$SETTINGS/config.yaml
readonly STATE=/var/lib/cyolo-scim
readonly ACCOUNT=cyolo-scim
readonly READY_SECONDS=30
readonly SPARE_KIB=32768

usage() {
  cat <<'USAGE'
Installs cyolo-scim as a service. Run from a newer release, it upgrades: a backup first, then the new program; when that
does not become ready, the old program comes back with all data.

Usage: install.sh [OPTION]...
  --listen ADDRESS:PORT     where identity providers and the gateway connect
                            (default: 127.0.0.1:8080 for a proxy, or 0.0.0.0:8443 with a certificate)
  --public-url URL          the address at which identity providers reach it
  --tls-certificate FILE    serve HTTPS with this certificate and its chain (PEM) …
  --tls-key FILE            … and this private key
  --uninstall               remove the program and the service; configuration and data stay
  --purge                   remove configuration, data and the account too; asks first on a terminal
  --help                    print this

The first four are for the first installation; later, edit /etc/cyolo-scim/config.yaml.
Exit codes: 0 done, 1 it failed and all is as before, 2 wrong usage, above 128 it was interrupted and all is as before.
USAGE
}

# A terminal or a reader that is gone ends nothing.
trap '' PIPE
say() { printf '==> %s\n' "$*" || true; }
complain() { printf 'install.sh: %s\n' "$*" >&2 || true; }
fail() {
  complain "$*"
  exit 1
}
misuse() {
  complain "$* Try --help."
  exit 2
}

# From here on, whatever ends this script has all taken back, and nothing cuts that short.
on_failure() { # FUNCTION
  undo=$1
  trap take_back EXIT
  trap 'complain Interrupted.; exit 130' INT
  trap 'complain Terminated.; exit 143' TERM
  trap 'exit 129' HUP
}
take_back() {
  trap '' INT TERM HUP
  trap - EXIT
  $undo
}
succeeded() { trap - INT TERM HUP EXIT; }

action=install made_account='' listen='' public_url='' tls_certificate='' tls_key=''

read_options() {
  while (($# > 0)); do
    case $1 in
      --listen | --public-url | --tls-certificate | --tls-key)
        (($# > 1)) || misuse "$1 needs a value."
        local name=${1#--} value=$2
        if [[ $name == tls-* && $value != /* ]]; then value=$PWD/$value; fi
        [[ -n $2 && $value =~ ^[][A-Za-z0-9._:/@%+~-]+$ ]] ||
          misuse "The value of $1 is empty or has characters that it cannot have."
        printf -v "${name//-/_}" %s "$value"
        shift 2
        ;;
      --uninstall | --purge)
        action=${1#--}
        shift
        ;;
      --help)
        usage
        exit 0
        ;;
      *) misuse "There is no option $1." ;;
    esac
  done
  [[ -z $tls_certificate && -z $tls_key || -n $tls_certificate && -n $tls_key ]] ||
    misuse '--tls-certificate and --tls-key belong together.'
  [[ -z $listen ]] || is_address "$listen" || misuse '--listen is ADDRESS:PORT.'
  [[ -z $public_url || $public_url =~ ^https?://[^/]+/?$ ]] ||
    misuse '--public-url is https://NAME or https://NAME:PORT, without a path.'
}

is_address() { [[ $1 == unix:/* || $1 =~ .:([1-9][0-9]{0,4})$ && ${BASH_REMATCH[1]} -le 65535 ]]; }

# --- Preflight: everything that can be known to fail is found before anything changes. ---

require_system() {
  ((EUID == 0)) || fail 'Run it as root.'
  [[ -d /run/systemd/system ]] || fail 'This machine was not started by systemd.'
  local version
  version=$(systemctl --version | sed -n '1s/^systemd \([0-9]*\).*/\1/p')
  ((version >= 249)) || fail "systemd is $version; 249 or newer is needed (Debian 12, Ubuntu 22.04, RHEL 9)."
  [[ ! -e /usr/bin/cyolo-scim ]] ||
    fail 'cyolo-scim is installed as a package: upgrade or remove it with the package manager.'
}

# One at a time; the lock goes with this process.
take_turn() {
  local lock
  exec {lock}</run/systemd/system
  flock --nonblock "$lock" || fail 'Another install.sh is at work; wait until it is done.'
}

require_executable() {
  [[ -f $HERE/cyolo-scim ]] || fail "There is no cyolo-scim beside $HERE/install.sh: unpack the whole tarball."
  local made_for
  case $(od -An -tx1 -j18 -N1 "$HERE/cyolo-scim") in
    *3e) made_for=x86_64 ;;
    *b7) made_for=aarch64 ;;
    *) made_for=$(uname -m) ;;
  esac
  [[ $(uname -m) == "$made_for" ]] || fail "This release is for $made_for, the machine is $(uname -m)."
  local libc
  libc=$(getconf GNU_LIBC_VERSION 2>/dev/null | sed 's/^glibc //') || true
  [[ $(printf '%s\n' 2.34 "${libc:-0}" | sort -V | head -n 1) == 2.34 ]] ||
    fail "The C library is ${libc:-not glibc}; glibc 2.34 or newer is needed (Debian 12, Ubuntu 22.04, RHEL 9)."
  [[ -x $HERE/cyolo-scim ]] ||
    fail "No program can run in $HERE (is it mounted noexec?): unpack the tarball elsewhere, for example in /root."
  new_version=$("$HERE/cyolo-scim" --version) || fail 'The program does not run here; see the lines above. It needs glibc and libstdc++ and nothing else.'
}

require_places() {
  local place
  for place in /usr/local /etc /var/lib; do
    [[ -w $place ]] ||
      fail "$place is read-only: remount it writable, or mount something writable there. Nothing has changed."
  done
  for place in $SETTINGS $STATE; do
    [[ -d $place || ! -e $place && ! -L $place ]] || fail "$place is in the way: it is no directory."
  done
  [[ ! -L $STATE ]] ||
    fail "$STATE is a symbolic link, which systemd refuses: make it a directory, and mount the other one there (mount --bind)."
  [[ $(id -u $ACCOUNT 2>/dev/null || true) != 0 ]] || fail "The account $ACCOUNT is root under another name: rename it."
}

require_space() { # PLACE KIB: there, or where it will be
  local place=$1 needed=$2 free
  while [[ ! -d $place ]]; do place=$(dirname "$place"); done
  free=$(df --output=avail -k "$place" | tail -n 1)
  ((free >= needed)) || fail "$place has $((free / 1024)) MiB free, $((needed / 1024)) MiB are needed."
}

require_free_port() { # ADDRESS:PORT HINT
  local port=${1##*:} listening
  [[ $1 != unix:* ]] || return 0
  printf -v listening '^ *[0-9]+: [0-9A-F]+:%04X [0-9A-F]+:0000 0A ' "$port"
  ! grep -qE "$listening" /proc/net/tcp /proc/net/tcp6 2>/dev/null ||
    fail "Port $port is in use. $2"
}

# --- What is installed ---

# Of each file but the program: its name in the release, its mode, and its place.
list_files() {
  printf '%s\n' "cyolo-scim.service 644 $UNIT" "cyolo-scim.1 644 $MAN_PAGE"
  local document
  for document in install.md okta.md config.example.yaml LICENSE THIRD-PARTY-NOTICES.txt sbom.cdx.json; do
    printf '%s\n' "$document 644 $DOCUMENTS/$document"
  done
}

# All that takes space comes first, and beside what is there.
stage_files() {
  local name mode target
  while read -r name mode target; do
    install -D -m "$mode" "$HERE/$name" "$target.new"
    sync "$target.new"
  done < <(list_files && printf '%s\n' "cyolo-scim 755 $PROGRAM")
}

# Then it gets its place by renaming, since a running program cannot be written over.
put_files() {
  local target
  while read -r _ _ target; do mv -f "$target.new" "$target"; done < <(list_files)
  systemctl daemon-reload
}

# After all the others: where there is a program, there is all that it needs.
put_program() {
  mv -f $PROGRAM.new $PROGRAM
  # SELinux: the labels of where the files are now, not of where they were unpacked.
  if command -v restorecon >/dev/null; then restorecon -F $PROGRAM $UNIT $MAN_PAGE || true; fi
}

drop_staged() {
  local target
  while read -r _ _ target; do rm -f "$target.new"; done < <(list_files)
  rm -f $PROGRAM.new
}

make_account() {
  SYSTEMD_LOG_LEVEL=warning systemd-sysusers --inline "u $ACCOUNT - \"cyolo-scim service\" $STATE"
  install -d -m 0750 -o root -g $ACCOUNT $SETTINGS
  # One that is there may be another account's, with all in it; systemd sees to that at the start.
  if [[ ! -e $STATE ]]; then install -d -m 0700 -o $ACCOUNT -g $ACCOUNT $STATE; fi
}

has_account() { getent passwd $ACCOUNT >/dev/null; }

# One that somebody else made, with another home, stays.
remove_account() {
  if [[ $(getent passwd $ACCOUNT | cut -d : -f 6) == "$STATE" ]]; then userdel $ACCOUNT; fi
}

make_config() {
  local draft=$CONFIG.new
  install -m 0640 -o root -g $ACCOUNT "$HERE/config.yaml" $draft
  sed -i -e "s|^  listen: .*|  listen: $listen|" $draft
  if [[ -n $public_url ]]; then sed -i -e "s|^  # publicUrl: .*|  publicUrl: $public_url|" $draft; fi
  if [[ -n $tls_key ]]; then
    local certificate key
    certificate=$(hand_over "$tls_certificate" tls.crt)
    key=$(hand_over "$tls_key" tls.key)
    sed -i -e "s|^  # tls: .*|  tls: { certificateFile: $certificate, keyFile: $key }|" $draft
    [[ $key != credential:* ]] ||
      say 'systemd hands the private key to the service at its start: restart it when the key is renewed'
  fi
  "$HERE/cyolo-scim" config check --config $draft >/dev/null || fail 'The options above do not make a configuration.'
  if [[ $listen != unix:* ]] && ((${listen##*:} < 1024)); then allow_low_port; fi
  mv -f $draft $CONFIG
}

# What the service has to read is readable to it and in the hands of root.
adopt_config() {
  chown root:$ACCOUNT $CONFIG
  chmod 0640 $CONFIG
}

# Prints how config.yaml names a file. One that the service cannot see or read, such as root's own, comes from systemd.
hand_over() { # FILE NAME
  case $(realpath "$1") in
    /home/* | /root/* | /run/user/* | /tmp/* | /var/tmp/*) ;;
    *) if runuser -u $ACCOUNT -- test -r "$1"; then
      printf %s "$1"
      return
    fi ;;
  esac
  install -d -m 755 $DROP_INS
  printf '[Service]\nLoadCredential=%s:%s\n' "$2" "${1//%/%%}" >"$DROP_INS/$2.conf"
  printf 'credential:%s' "$2"
}

allow_low_port() {
  install -d -m 755 $DROP_INS
  printf '[Service]\nCapabilityBoundingSet=CAP_NET_BIND_SERVICE\nAmbientCapabilities=CAP_NET_BIND_SERVICE\nPrivateUsers=no\n' \
    >$DROP_INS/low-port.conf
}

# --- Readiness ---

setting() { # KEY: the text of a setting in effect, from the one line of JSON
  "$HERE/cyolo-scim" config show --json --config $CONFIG | tr -d '\n' | sed -nE "s/.*\"$1\": *\{[^}]*\"$2\": *\"([^\"]*)\".*/\1/p"
}

is_ready() { # asks /readyz of the admin listener, with what bash itself can do
  local address=$1 status
  local host=${address%:*}
  exec 3<>"/dev/tcp/$(tr -d '[]' <<<"$host")/${address##*:}" || return 1
  printf 'GET /readyz HTTP/1.0\r\nHost: %s\r\n\r\n' "$address" >&3
  IFS= read -r -t 5 status <&3 || status=''
  exec 3>&-
  [[ $status == *' 200 '* ]]
}

start_and_wait() {
  started=$(date +%s)
  systemctl start cyolo-scim || return 1
  local admin second
  admin=$(setting admin listen)
  [[ $admin != unix:* && -z $(setting admin certificateFile) ]] || return 0 # bash speaks neither
  for ((second = 0; second < READY_SECONDS; second++)); do
    if is_ready "$admin" 2>/dev/null; then return 0; fi
    systemctl is-active --quiet cyolo-scim || return 1
    sleep 1
  done
  return 1
}

show_log() { journalctl --unit=cyolo-scim --since="@$started" --lines=10 --no-pager --output=cat >&2 || true; }

# --- First installation ---

install_new() {
  if [[ -e $CONFIG ]]; then
    [[ -z $listen$public_url$tls_key ]] || misuse "There is a configuration already: edit $CONFIG instead."
    "$HERE/cyolo-scim" config check --config $CONFIG >/dev/null || fail "$CONFIG is not right; nothing has changed."
    listen=$(setting server listen)
  elif [[ -z $listen ]]; then
    if [[ -n $tls_key ]]; then listen=0.0.0.0:8443; else listen=127.0.0.1:8080; fi
  fi
  require_free_port "$listen" 'Choose another one with --listen ADDRESS:PORT.'
  local admin=127.0.0.1:9443
  if [[ -e $CONFIG ]]; then admin=$(setting admin listen); fi
  require_free_port "$admin" 'The console needs it: stop what listens there.'
  if [[ -n $tls_key ]]; then
    [[ -f $tls_certificate ]] || fail "There is no file $tls_certificate."
    [[ -f $tls_key ]] || fail "There is no file $tls_key."
  fi
  say "Installing cyolo-scim $new_version"
  made=()
  local path
  for path in $STATE $SETTINGS $CONFIG $DROP_INS; do
    if [[ ! -e $path ]]; then made+=("$path"); fi
  done
  has_account || made_account=yes
  on_failure undo_installation
  make_account
  if [[ -e $CONFIG ]]; then adopt_config; else make_config; fi
  stage_files
  put_files
  systemctl enable --quiet cyolo-scim
  put_program
  say 'Starting the service'
  start_and_wait || { show_log && fail 'The service does not become ready; its last lines are above.'; }
  succeeded
}

undo_installation() {
  say 'Taking all back'
  remove_program
  rm -rf $CONFIG.new "${made[@]}"
  if [[ -n $made_account ]]; then remove_account; fi
}

# --- Upgrade ---

upgrade() {
  [[ -z $listen$public_url$tls_key ]] || misuse "cyolo-scim is installed already: edit $CONFIG instead."
  local old_version
  old_version=$($PROGRAM --version) || old_version='an unknown version'
  "$HERE/cyolo-scim" config check --config $CONFIG >/dev/null ||
    fail "cyolo-scim $new_version does not take $CONFIG as it is; nothing has changed."
  database=$(setting database url)
  database=${database#sqlite:}
  snapshot=$database.before-upgrade
  if cmp -s "$HERE/cyolo-scim" $PROGRAM && cmp -s "$HERE/cyolo-scim.service" $UNIT && systemctl is-active --quiet cyolo-scim; then
    say "cyolo-scim $new_version is installed and running: nothing to do"
    forget_old
    return
  fi
  say "Upgrading cyolo-scim from $old_version to $new_version"
  # An upgrade that was cut off has kept what served last. What serves now, or was never replaced, is that itself.
  if systemctl is-active --quiet cyolo-scim || [[ $PROGRAM -ef $PROGRAM.old ]]; then forget_old; fi
  [[ ! -f $database ]] || require_space "$(dirname "$database")" $(($(du -k "$database" | cut -f 1) * 2 + SPARE_KIB))
  back_up
  refuse_newer_data
  on_failure roll_back
  stage_files
  if [[ ! -e $PROGRAM.old ]]; then
    cp -f $UNIT $UNIT.old
    ln -f $PROGRAM $PROGRAM.old
  fi
  say 'Stopping the service; open requests finish'
  systemctl stop cyolo-scim
  if [[ ! -d $snapshot ]]; then take_snapshot; fi
  put_files
  put_program
  say 'Starting the new version'
  if ! start_and_wait; then
    show_log
    fail "cyolo-scim $new_version does not become ready; its last lines are above. $old_version comes back."
  fi
  succeeded
  forget_old
}

forget_old() { rm -rf $PROGRAM.old $UNIT.old "$snapshot"; }

back_up() {
  $PROGRAM backup create --help >/dev/null 2>&1 || return 0
  say 'Backing up'
  $PROGRAM backup create --config $CONFIG || fail 'The backup failed; nothing has changed.'
}

# What is older may not know the form of the data any more; better to learn that while the service runs.
refuse_newer_data() {
  [[ $old_version == [0-9]* && $old_version != "$new_version" ]] || return 0
  [[ $(printf '%s\n' "$old_version" "$new_version" | sort -V | head -n 1) == "$new_version" ]] || return 0
  "$HERE/cyolo-scim" backup verify --config $CONFIG >/dev/null ||
    fail "cyolo-scim $new_version is older than $old_version and does not take its data; nothing has changed."
}

# The very files, with the service stopped: what a roll-back that must take the data back returns to.
take_snapshot() {
  rm -rf "$snapshot.new"
  install -d -m 0700 -o $ACCOUNT -g $ACCOUNT "$snapshot.new"
  local file
  for file in "$database" "$database-wal"; do
    [[ -f $file ]] || continue
    cp --reflink=auto --preserve=all "$file" "$snapshot.new/"
    sync "$snapshot.new/${file##*/}"
  done
  mv -T "$snapshot.new" "$snapshot"
}

roll_back() {
  drop_staged
  rm -rf "$snapshot.new"
  if [[ ! -e $PROGRAM.old ]]; then
    say 'Nothing has changed'
    return
  fi
  say 'Rolling back'
  systemctl stop cyolo-scim || true
  systemctl reset-failed cyolo-scim 2>/dev/null || true
  mv -f $UNIT.old $UNIT
  if [[ $PROGRAM -ef $PROGRAM.old ]]; then
    rm -rf $PROGRAM.old "$snapshot" # the new one never ran, so the data are as they were
  else
    mv -f $PROGRAM.old $PROGRAM
  fi
  systemctl daemon-reload
  # The data as the new version left it loses nothing; the old version may not know its form any more.
  if ! start_and_wait && [[ -d $snapshot ]]; then
    systemctl stop cyolo-scim || true
    put_back
    start_and_wait || true
  fi
  systemctl is-active --quiet cyolo-scim || fail 'The old version does not start either; systemd goes on trying, journalctl -u cyolo-scim says why.'
  rm -rf "$snapshot"
  say "cyolo-scim $($PROGRAM --version) is running again"
}

# By renaming, which needs no space. Nothing is deleted that somebody may look for.
put_back() {
  local part
  rm -f "$database.failed"{,-wal} "$database-shm"
  for part in -wal ''; do
    if [[ -e $database$part ]]; then mv -f "$database$part" "$database.failed$part"; fi
  done
  for part in -wal ''; do
    if [[ -e $snapshot/${database##*/}$part ]]; then mv -f "$snapshot/${database##*/}$part" "$database$part"; fi
  done
  say "The data are those of before; the new version left $database.failed"
}

# --- Removal ---

remove_program() {
  systemctl disable --now --quiet cyolo-scim 2>/dev/null || true
  rm -rf $PROGRAM $PROGRAM.old $UNIT $UNIT.old $MAN_PAGE $DOCUMENTS
  drop_staged
  # What follows has to go, too.
  systemctl daemon-reload || true
  systemctl reset-failed cyolo-scim 2>/dev/null || true
}

uninstall() {
  say 'Removing the program and the service'
  remove_program
  say "Configuration and data stay: $SETTINGS, $STATE"
}

purge() {
  if [[ -t 0 ]]; then
    local answer
    read -rp "This deletes all users, keys, the audit trail and the backups in $STATE. Type purge to go on: " answer
    [[ $answer == purge ]] || fail 'Nothing has changed.'
  fi
  say 'Removing the program, the service, the configuration and all data'
  remove_program
  erase $SETTINGS
  erase $STATE
  rm -rf $DROP_INS
  if has_account; then remove_account; fi
}

# All in a directory, also where it is a link or a mount point; the latter itself stays.
erase() { # DIRECTORY
  if [[ -d $1 ]]; then find -H "$1" -mindepth 1 -delete; fi
  rm -rf "$1" 2>/dev/null || say "$1 is a mount point: it stays, empty"
}

summary() {
  cat <<SUMMARY

cyolo-scim $new_version is running.
  Configuration   $CONFIG
  Data            $STATE
  Log             journalctl -u cyolo-scim
SUMMARY
  [[ -n ${1-} ]] || return 0
  cat <<'NEXT'

Next, connect the identity provider; the last command prints the Key and the Secret to enter there:
  cyolo-scim tenant add acme
  cyolo-scim idp add okta --tenant acme --vendor okta --metadata okta-metadata.xml
  cyolo-scim idp enable okta --tenant acme
NEXT
}

main() {
  read_options "$@"
  require_system
  take_turn
  if [[ $action != install ]]; then
    $action
    return
  fi
  require_executable
  require_places
  drop_staged # of one that was cut off
  require_space /usr/local $(($(du -k "$HERE/cyolo-scim" | cut -f 1) + SPARE_KIB))
  require_space /etc 1024
  require_space $STATE 204800
  if [[ -e $PROGRAM && -e $UNIT ]]; then
    upgrade
    summary
  else
    install_new
    summary 'first time'
  fi
}

main "$@"
