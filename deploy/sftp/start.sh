#!/bin/sh
# One account per key in /agency-keys: `bank-a.pub` may log in as bank-a and write below /drop/bank-a.
set -eu
groupadd --force agency
groupadd --force --gid 50000 loader
install -d -m 0755 /etc/ssh/agency-keys
[ -f /host-keys/ssh_host_ed25519_key ] || ssh-keygen -q -t ed25519 -N '' -f /host-keys/ssh_host_ed25519_key
chown root:root /drop
chmod 0755 /drop
for key in /agency-keys/*.pub; do
    [ -f "$key" ] || continue
    agency=$(basename "$key" .pub)
    id "$agency" >/dev/null 2>&1 || useradd --no-create-home --gid agency --shell /usr/sbin/nologin "$agency"
    install -m 0644 "$key" "/etc/ssh/agency-keys/$agency.pub"
    # setgid: what is written there belongs to the loader's group, which may read it.
    install -d -m 2750 -o "$agency" -g loader "/drop/$agency"
done
exec /usr/sbin/sshd -D -e
