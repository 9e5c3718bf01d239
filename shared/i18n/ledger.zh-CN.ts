/** 差额账本的用语：标签、说明、区域类别与分析自动给出的句子。 */
import { formatBytes, formatDelta, formatShare } from '#shared/units/format.ts';
import type { LedgerMessages } from './ledger.en.ts';
import { spanZh } from './span.ts';

const byUse: Readonly<Record<string, string>> = { most: '多', least: '少' };
const newest: Readonly<Record<string, string>> = {
  both: '、同时含 meminfo 与进程列表的一个',
  meminfo: '、含 meminfo 的一个',
  processes: '、含进程的一个',
  newest: '一个',
};
const what = { meminfo: 'meminfo', processes: '进程数据' } as const;

const labels: LedgerMessages['labels'] = {
  gap: '已用内存',
  anonymous: '进程匿名页',
  shmem: '共享内存与 tmpfs',
  'slab-unreclaimable': '不可回收的内核对象（slab）',
  'kernel-stacks': '内核栈',
  'page-tables': '页表',
  'secondary-page-tables': '虚拟机与 IOMMU 页表',
  'per-cpu': '内核 per-CPU 内存',
  hugetlb: '预留的大页',
  bounce: '反弹缓冲区',
  'writeback-temporary': '临时回写缓冲（FUSE）',
  zswap: '压缩交换缓存（zswap）',
  'cache-kept': '内核保留的空闲内存与缓存',
  'lru-anonymous': '匿名页与 tmpfs（LRU 链表）',
  'lru-file': '文件缓存（LRU 链表）',
  'lru-unsplit': '匿名页与文件缓存（未区分）',
  'residual-kernel': '内核，未记账',
  'residual-not-told': '此 meminfo 未说明',
  'residual-lru': '不在任何链表上',
  'residual-processes': '不属于已列出的进程',
  'residual-overcounted': 'RSS 重复计数：超出实际存在的部分',
  'residual-shmem': '未被进程映射（tmpfs 文件、已分离的段）',
  'residual-instances': '不属于这些进程',
  'residual-classes': '两次读取之间的变化',
  'residual-folded': '这些项中未解释的部分',
  'chunks-in-use': '使用中的内存块',
  'content-rdkafka': 'librdkafka 消息',
  'content-other': '其他使用中的内存块',
  'chunks-kept': '已释放、但仍由分配器持有',
  'chunks-top': '堆末尾的空闲区（top）',
  'chunks-doubtful': '使用中或已释放：无法判断',
  'heap-own': '分配器自身的记录',
  'not-walked': '常驻、但不属于任何块',
  'not-dumped': '未转储',
  'residual-content': '不属于两者',
  'residual-dump': '读取与转储之间的变化',
  'residual-regions': '不属于这些区域',
};
/** 供句子按键名称呼某一行。 */
const residualNames: Readonly<Record<string, string>> = labels;

export const ledgerZhCn: LedgerMessages = {
  labels,
  notes: {
    'rss-counts-shared': 'RSS 会把共享页对每个进程各计一次。',
    'rss-counts-files': 'RSS 包含文件页，而 meminfo 将其计入缓存。',
    'lru-counts-cache': 'Active + Inactive 包含文件缓存，且不含内核内存。',
    'absent-in-a': 'A 的内核不提供该字段。',
    'absent-in-b': 'B 的内核不提供该字段。',
    'only-in-a': '仅在 A 上运行。',
    'only-in-b': '仅在 B 上运行。',
    'not-listed-a': '未列出：没有 A 的进程列表，因此该侧未知。',
    'not-listed-b': '未列出：没有 B 的进程列表，因此该侧未知。',
    'no-meminfo-a': '没有 A 的 meminfo。',
    'no-meminfo-b': '没有 B 的 meminfo。',
    'no-regions-a': 'A 上该进程的内存区域未知：没有它的 smaps、pmap 或 maps。',
    'no-regions-b': 'B 上该进程的内存区域未知：没有它的 smaps、pmap 或 maps。',
    'regions-of-other-time': '其内存区域与进程列表不是同一时刻读取的。',
    'regions-of-one-side': '只有一侧有内存区域数据，此处不再拆分。',
    'measures-differ': '两侧的度量不同：各取其最佳读数。',
    'split-by-size': '内核把多个堆合并为一个区域；其数值按大小分摊。',
  },
  classes: {
    'main-heap': '主堆',
    'arena-heap': 'glibc arena 堆',
    'arena-reserve': 'glibc arena 预留',
    'thread-stack': '线程栈',
    'stack-guard': '栈保护页',
    'main-stack': '主线程栈',
    'large-anonymous': '大块匿名内存',
    jemalloc: 'jemalloc',
    tcmalloc: 'tcmalloc',
    'go-heap': 'Go 堆',
    'jvm-heap': 'Java 堆',
    'v8-heap': 'V8 堆',
    'named-anonymous': '具名匿名内存',
    'jit-code': '生成的代码',
    'file-text': '程序代码',
    'file-rodata': '文件只读数据',
    'file-data': '文件可写数据',
    'file-bss': '零初始化数据（.bss）',
    'file-mapped': '共享文件映射',
    'shared-memory': '共享内存',
    hugetlb: '大页',
    device: '设备内存',
    'kernel-special': '内核页（vdso、vvar）',
    anonymous: '小块匿名区域',
    unknown: '未知',
  },
  statements: {
    'gap.more': ({ a, b, bytes }) => `${a} 比 ${b} 多用 ${formatBytes(bytes)}。`,
    'gap.less': ({ a, b, bytes }) => `${a} 比 ${b} 少用 ${formatBytes(bytes)}。`,
    'gap.none': ({ a, b }) => `${a} 与 ${b} 的内存用量相同。`,
    'use.one-target': ({ a, bytes }) => `${a} 使用 ${formatBytes(bytes)}；没有可比较的第二个目标。`,
    'gap.owners': ({ owners, bytes, share }) =>
      `${owners}：合计 ${formatDelta(bytes)}，占差额的 ${formatShare(share)}。`,
    'gap.owners-estimated': ({ owners, bytes, share }) =>
      `以下为估计值，因为 RSS 会重复计算共享页：${owners}，合计约 ${formatDelta(bytes)}，占差额的 ${formatShare(share)}。`,
    'gap.explained': ({ share, residual }) =>
      `差额的 ${formatShare(share)} 已得到解释；剩余 ${formatDelta(residual)}。`,
    'measure.lru': ({ cacheA, cacheB }) =>
      `meminfo 不完整：差额按 Active + Inactive 计算，其中含文件缓存 ${formatBytes(cacheA)}（A）和 ` +
      `${formatBytes(cacheB)}（B），且不含内核内存。`,
    'measure.lru-one-target': ({ cache }) =>
      `meminfo 不完整：用量按 Active + Inactive 计算，其中含文件缓存 ${formatBytes(cache)}，且不含内核内存。`,
    'measure.processes': () => '两侧没有可以相互比较的 meminfo：差额为所列进程之和。',
    'total.differs': ({ a, b }) =>
      `两台机器的内存总量不同：${formatBytes(a)}（A）与 ${formatBytes(b)}（B）。`,
    'measure.rss': ({ processes }) =>
      `有 ${processes} 个进程只有 RSS 数据，共享页会对每个进程各计一次。采集 smaps_rollup 可得到准确份额。`,
    'heaps.other': ({ target, processes, allocator }) =>
      `${target}：${processes} 的内存中由 ${allocator} 而非 glibc malloc 管理的部分不作遍历，也不判断其中哪些仍存活。`,
    'evidence.other-time': (params) =>
      `${params.target}：${what[params.what]}来自另一个快照，与所比较的快照相差 ${spanZh(params.awayMs)}。`,
    'regions.other-time': ({ target, processes, others, awayMs }) =>
      `${target}：${processes}${others > 0 ? ` 及另外 ${others} 个进程` : ''}的内存区域来自另一个快照，` +
      `与所比较的快照最多相差 ${spanZh(awayMs)}；其间进程可能已有变化。`,
    'meminfo.lacks': ({ target, fields }) => `${target}：meminfo 缺少 ${fields}，因此无法准确得知用量。`,
    'processes.unlisted': ({ target, count }) =>
      `${target}：没有进程列表，只有 ${count} 个进程的内存区域；还运行着什么并不清楚。`,
    'processes.overcounted': ({ target, bytes }) =>
      `${target}：各进程的 RSS 重复计算了共享页：合计比实际存在的多出 ${formatBytes(bytes)}。`,
    'process.nameless': ({ target, process, bytes }) =>
      `${target}：${process} 的内存区域没有说明 PID。如果它是列表中的某个进程，则其 ${formatBytes(bytes)} 被计算了两次。`,
    'side.chosen': ({ side, target, snapshot, targets, snapshots, byTarget, bySnapshot }) =>
      [
        `${side} 为 ${target}@${snapshot}，由 Memcase 自动选择`,
        ...(byTarget in byUse ? [`${targets} 个目标中用量最${byUse[byTarget]}者`] : []),
        ...(bySnapshot in newest ? [`其 ${snapshots} 个快照中最新的${newest[bySnapshot]}`] : []),
      ].join('，') + '。',
    'evidence.none': (params) => `${params.target}：没有${what[params.what]}的证据。`,
    'targets.chosen': ({ a, b, count }) =>
      `共有 ${count} 个目标，将用量最多的（${a}）与用量最少的（${b}）进行比较。`,
    'target.unmeasured': ({ target }) => `未选择 ${target}：其最新证据中没有能说明内存用量的 meminfo。`,
    'arenas.counted': ({ target, process, heaps, resident }) =>
      `${target} 上的 ${process} 有 ${heaps} 个 64 MiB 的 glibc arena 堆，常驻 ${formatBytes(resident)}。`,
    'meminfo.mixed': ({ target, readings }) =>
      `${target}：meminfo 由 ${readings} 次读取拼成，可能不属于同一时刻。`,
    'times.differ': ({ apartMs }) => `两个快照的采集时间相差 ${spanZh(apartMs)}。`,
    'process.one-side': ({ process, target, bytes }) =>
      `${process} 仅在 ${target} 上运行，占用 ${formatBytes(bytes)}。`,
    'rule.owner': ({ owner, bytes, share }) =>
      `${owner} 占差额的最大部分：${formatDelta(bytes)}，占 ${formatShare(share)}。`,
    'rule.owner-one': ({ owner, bytes, share }) =>
      `${owner} 占用最多：${formatBytes(bytes)}，占全部已用内存的 ${formatShare(share)}。`,
    'rule.oom': ({ target, count, names }) => `${target}：OOM killer 运行了 ${count} 次，终止了 ${names}。`,
    'rule.rest': ({ rest, share, label, largest }) =>
      `有 ${formatBytes(rest)}（差额的 ${formatShare(share)}）未得到解释；最大的部分是“${residualNames[label] ?? label}”，${formatDelta(largest)}。`,
  },
  more: (count) => `其余 ${count} 项`,
};
