#!/bin/sh
# First program on a virtual machine's disk.
setting() { sed "s/.*lab\.$1=\([^ ]*\).*/\1/" /proc/cmdline; }
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t devtmpfs dev /dev
mount -t tmpfs -o mode=755 run /run
mkdir -p /dev/pts /dev/shm /run/sshd /run/lab /run/counters
mount -t devpts devpts /dev/pts
mount -t tmpfs -o mode=1777 shm /dev/shm
chmod 1777 /run/lab /run/counters /tmp
chown 1001:1001 /home/app
hostname "$(setting name)"
setting yama > /proc/sys/kernel/yama/ptrace_scope
ip link set lo up
ip address add "$(setting address)/24" dev eth0
ip link set eth0 up
/usr/sbin/sshd -E /run/sshd.log
exec /usr/local/lib/lab/init
