#!/bin/busybox sh
# First program of a virtual machine's kernel: loads the drivers and goes over to the disk.
busybox=/bin/busybox
$busybox mount -t devtmpfs dev /dev
for driver in /drivers/*.ko; do
    $busybox insmod "$driver"
done
until $busybox mount -t ext4 /dev/vda /root 2> /dev/null; do
    $busybox sleep 0.1
done
$busybox umount /dev
exec $busybox switch_root /root /init
