#!/bin/bash
# Record the sample: two small virtual appliances of the same build under the same load, the log broker out of reach
# for one of them. Needs root on Debian 12; takes five minutes. See README.md.
#   record.sh DIRECTORY     DIRECTORY is made; recording/ and two-appliances.memcase are left in it
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
memory_mib=512
accelerator=${ACCELERATOR:-tcg} # kvm is faster, where it works

[ $# -eq 1 ] || { echo "usage: record.sh DIRECTORY" >&2; exit 2; }
[ "$(id -u)" -eq 0 ] || { echo "record.sh: needs root" >&2; exit 1; }
[ ! -e "$1" ] || { echo "record.sh: $1 exists already" >&2; exit 1; }
mkdir -p "$1"
work=$(cd "$1" && pwd)
root=$work/root

say() { echo "record.sh: $*" >&2; }

install_packages() {
    say "packages"
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
        gcc libc6-dev make librdkafka-dev libjson-c-dev qemu-system-x86 busybox-static dropbear-bin kmod cpio \
        e2fsprogs iproute2 procps coreutils > "$work/apt.log"
    # The kernel is only unpacked, never installed.
    package=$(apt-cache depends linux-image-amd64 | sed -n 's/.*Depends: //p')
    (cd "$work" && apt-get download -qq "$package" 2> /dev/null && dpkg -x "$package"_*.deb kernel)
    kernel_version=$(ls "$work/kernel/lib/modules")
    depmod -b "$work/kernel" "$kernel_version"
}

put() { # PROGRAM [DIRECTORY]: a program and the libraries that it needs into the appliance
    install -D -m 755 "$1" "$root${2:-/usr/bin}/$(basename "$1")"
    ldd "$1" | grep -o '/[^ ]*' | while read -r library; do
        install -D -m 755 "$library" "$root/usr/lib/${library#/lib*/}"
    done
}

build_disk() {
    say "daemons and disk"
    make -s -C "$here/daemons" BIN="$work/bin"
    mkdir -p "$root"/{usr/bin,usr/sbin,usr/lib/x86_64-linux-gnu,etc,proc,sys,dev,run,mnt,root}
    ln -s usr/bin usr/sbin usr/lib "$root"
    ln -s usr/lib "$root/lib64"
    ln -s run "$root/tmp"
    install -m 755 "$(command -v busybox)" "$root/usr/bin" # static, needs nothing else
    for program in ps pmap date ss dropbear; do
        put "$(readlink -f "$(command -v "$program")")"
    done
    for program in fwlog logsd auditd webd flowd diagd rptgen; do
        put "$work/bin/$program" /usr/sbin
    done
    busybox --list | while read -r name; do
        [ -e "$root/usr/bin/$name" ] || ln -s busybox "$root/usr/bin/$name"
    done
    ln -s ../bin/busybox "$root/usr/sbin/init"
    install -m 755 "$here/vm/recorder" "$here/vm/collect" "$root/usr/sbin"
    install -m 755 "$here/vm/rc" "$root/etc"
    install -m 644 "$here"/vm/etc/* "$root/etc"
    mkdir "$root/etc/dropbear"
    ln -s /proc/mounts "$root/etc/mtab"
    mke2fs -q -t ext4 -O ^has_journal -L appliance -d "$root" "$work/disk.ext4" 96m
}

build_initramfs() {
    local tree=$work/initramfs module
    mkdir -p "$tree/bin" "$tree/lib/modules/$kernel_version"
    cp "$(command -v busybox)" "$tree/bin"
    install -m 755 "$here/vm/initramfs-init" "$tree/init"
    cp "$here/vm/modules" "$tree/modules"
    while read -r module; do
        modprobe -d "$work/kernel" -S "$kernel_version" --show-depends "$module"
    done < "$here/vm/modules" | sed -n 's/^insmod \([^ ]*\).*/\1/p' | sort -u | while read -r module; do
        install -D "$module" "$tree/${module#"$work"/kernel/}"
    done
    cp "$work/kernel/lib/modules/$kernel_version"/modules.{order,builtin,builtin.modinfo} \
        "$tree/lib/modules/$kernel_version"
    depmod -b "$tree" "$kernel_version"
    (cd "$tree" && find . | cpio -o -H newc --quiet | gzip) > "$work/initramfs.gz"
}

# One appliance in a network namespace of its own, which also is its gateway and the way to the broker 198.51.100.9.
appliance() { # NAME ADDRESS BROKER(present|away) EXTRAS
    local share=$work/share-$1 broker=
    mkdir -p "$share/snapshots"
    ip link set lo up
    ip tuntap add tap0 mode tap
    ip address add 192.0.2.1/24 dev tap0
    ip link set tap0 up
    if [ "$3" = present ]; then
        ip address add 198.51.100.9/32 dev lo
        "$work/bin/mockbroker" 198.51.100.9 9092 sessions lines audit > "$work/mockbroker.log" 2>&1 &
        broker=$!
    else
        ip route add blackhole 198.51.100.9/32
    fi
    local settings="appliance.name=$1 appliance.address=$2 appliance.extras=$4"
    qemu-system-x86_64 -accel "$accelerator" -m "$memory_mib" -smp 1 \
        -no-reboot -display none -vga none -monitor none \
        -kernel "$work/kernel/boot/vmlinuz-$kernel_version" -initrd "$work/initramfs.gz" \
        -append "console=ttyS0 quiet transparent_hugepage=madvise panic=10 $settings" \
        -drive "file=$work/disk.ext4,if=virtio,format=raw,readonly=on" \
        -netdev tap,id=lan,ifname=tap0,script=no,downscript=no -device virtio-net-pci,netdev=lan,romfile= \
        -device virtio-rng-pci -virtfs "local,path=$share,mount_tag=recording,security_model=none" \
        -serial "file:$work/console-$1.log"
    [ -z "$broker" ] || kill "$broker"
}

record() {
    say "both appliances are running (four minutes)"
    export work accelerator memory_mib kernel_version
    export -f appliance
    # A PID namespace each as well: what runs inside ends with its first process, also when this script is stopped.
    local alone=(unshare --net --pid --fork --kill-child --mount-proc bash -ec)
    "${alone[@]}" 'appliance gw-a 192.0.2.18 away diagd' &
    local suspect=$!
    "${alone[@]}" 'appliance gw-b 192.0.2.49 present ""' &
    local baseline=$!
    # shellcheck disable=SC2064 # the two numbers of now
    trap "kill $suspect $baseline 2> /dev/null || true" EXIT
    wait "$suspect"
    wait "$baseline"
    mkdir "$work/recording"
    local name
    for name in gw-a gw-b; do
        if [ "$(wc -l < "$work/share-$name/answers")" -ne 15 ]; then
            say "$name did not finish, see $work/console-$name.log"
            exit 1
        fi
        mv "$work/share-$name/snapshots" "$work/recording/$name"
        # One JSON object per snapshot, a last one with malloc_info(3) of each daemon.
        { echo '['; sed '$!s/$/,/' "$work/share-$name/answers"; echo ']'; } > "$work/recording/$name.answer-key.json"
    done
}

build_case() {
    say "case"
    cd "$here/../.."
    local case=$work/two-appliances.memcase name
    npx memcase new "$case" --title "gw-a uses 100 MiB more than gw-b"
    for name in gw-a gw-b; do
        npx memcase import "$case" --target "$name" "$work/recording/$name"
    done
    npx memcase verify "$case"
}

install_packages
build_disk
build_initramfs
record
build_case
say "done: $work/recording, $work/two-appliances.memcase"
