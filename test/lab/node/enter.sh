#!/bin/sh
# First program of a node, in its new namespaces: builds the root, makes it the only one, becomes init.
#   enter.sh FOLDER NAME LOWER DISK PROGRAMS [hidepid|fulltmp|readonly]...
set -eu
folder=$1 name=$2 lower=$3 disk=$4 programs=$5
shift 5
# Still the machine's /proc: the number by which the machine knows this process.
read -r outer _ < /proc/self/stat
root=$folder/root
has() { case " $options " in *" $1 "*) ;; *) return 1 ;; esac; }
options=$*

hostname "$name"
mount --make-rprivate /
mount -t overlay overlay -o "lowerdir=$lower,upperdir=$folder/upper,workdir=$folder/work" "$root"
if has hidepid; then
    mount -t proc -o hidepid=2 proc "$root/proc"
else
    mount -t proc proc "$root/proc"
fi
mount -t sysfs -o ro sysfs "$root/sys"
[ ! -d /sys/fs/cgroup ] || mount --rbind /sys/fs/cgroup "$root/sys/fs/cgroup"
mount --bind "$folder/run" "$root/run"
mount --bind "$folder/ssh" "$root/etc/ssh"
mount --bind "$disk" "$root/mnt"
mount -o bind,ro "$programs" "$root/usr/local/lib/lab"

mount -t tmpfs -o mode=755,size=64k dev "$root/dev"
while read -r device major minor; do
    mknod -m 666 "$root/dev/$device" c "$major" "$minor"
done <<EOF
null 1 3
zero 1 5
full 1 7
random 1 8
urandom 1 9
tty 5 0
EOF
mknod -m 644 "$root/dev/kmsg" c 1 11
mkdir "$root/dev/pts" "$root/dev/shm" "$root/dev/machine"
mount -t devpts -o newinstance,ptmxmode=666,mode=620 devpts "$root/dev/pts"
mount -t tmpfs -o mode=1777 shm "$root/dev/shm"
ln -s pts/ptmx "$root/dev/ptmx"
ln -s /proc/self/fd "$root/dev/fd"

if has fulltmp; then
    mount -t tmpfs -o mode=1777,size=64k tmp "$root/tmp"
    dd if=/dev/zero of="$root/tmp/full" bs=4096 2> /dev/null || :
fi
mkdir -p -m 755 "$root/run/sshd"
mkdir -p -m 1777 "$root/run/counters" "$root/run/lab"
chmod 1777 "$root/run/counters" "$root/run/lab"
! has readonly || mount -o remount,ro "$root"

cd "$root"
pivot_root . dev/machine
umount -l /dev/machine
rmdir /dev/machine
echo "$outer" > /run/init.pid.new
mv /run/init.pid.new /run/init.pid
exec /usr/local/lib/lab/init
