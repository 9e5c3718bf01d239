import type { PageState } from '#shared/domain/page-map.ts';
import type { DumpMessages } from './dumps.en.ts';

const folds: Record<PageState, (size: string) => string> = {
  'not-fetched': (size) => `${size} 未取回：转储不完整`,
  present: (size) => size,
  zero: (size) => `${size} 读到的全是零（按 Enter 显示）`,
  absent: (size) => `${size} 没有内存页：从未使用，或已归还`,
  swapped: (size) => `${size} 在交换区，未读取`,
  unreadable: (size) => `${size} 内核拒绝读取`,
  read: (size) => size,
};

export const dumpsZhCn: DumpMessages = {
  heading: (count) => `内存转储：${count}`,
  reading: '正在读取内存页信息…',
  emptyTitle: '没有内存转储',
  emptyText:
    '转储显示进程内存中保存的内容。可用 `memcase dump` 从运行中的进程获取，或用 `memcase import --dump` 导入。',
  staged: (count) => `尚未完整到达、未显示：${count}。再次转储会从中断处继续。`,
  open: (name) => `显示 ${name} 的字节`,
  dumpName: (id, process, pid) => `${id} ${process}${pid === null ? '' : ` (${pid})`}`,
  back: '全部转储',
  columns: {
    dump: '转储',
    target: '目标',
    process: '进程',
    time: '采集时间',
    address: '地址',
    size: '大小',
    read: '已读取',
    zero: '已读取的零',
    absent: '无内存页',
    swapped: '在交换区',
    unread: '未读取',
  },
  goTo: '转到',
  goToHint: '0x7f21b8001040, +64, end-16, 50%',
  goToHelp:
    'Ctrl+G。地址（0x…）、偏移（4096）、相对光标（+64、-0x40）、start+0x10、end、end-16、50%，以及它们的加减',
  goToUnclear: '不是位置：试试 0x…、+64、end-16 或 50%',
  goToOutside: (address) => `${address} 不在该进程的任何转储中`,
  scrollBar: '在转储中的位置',
  offset: (decimal, hex) => `偏移 ${decimal} (0x${hex})`,
  selected: (count) => `已选 ${count} 字节`,
  noPageMap: '没有页表信息：零可能是没有读取的页',
  onItsWay: '正在读取',
  byteSpoken: (address, byte, letter) =>
    letter === '' ? `${address}：${byte}` : `${address}：${byte}，${letter}`,
  folds,
};
