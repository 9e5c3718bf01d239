import type { HeapKind } from '#shared/domain/heap.ts';
import type { FreeListState } from '#shared/domain/heap-census.ts';
import type { DumpTabMessages } from './dump-tabs.en.ts';

const kinds: Record<HeapKind, string> = { arena: '线程分配区', main: '主堆', mmapped: '单独映射的块' };

const freeLists: Record<FreeListState, string> = {
  fast: '快速链 (fastbin)',
  'thread-cached': '线程缓存',
  free: '空闲链 (bin)',
};

export const dumpTabsZhCn: DumpTabMessages = {
  label: '显示转储的哪一部分',
  names: { bytes: '字节', heap: '堆' },
  reading: '正在读取转储；较大的转储每 GiB 需要数秒…',
  stop: '停止',
  stopped: '尚未读完即已停止。',
  again: '读取',
  tooLargeTitle: '未分析：超过 1 GiB',
  tooLargeText: '如此大的转储不会整体读取。仍可查看和搜索其字节；区域较少的转储可以分析。',
  refusalTitle: '此转储中没有已知的内存块',
  refusal: (kind) =>
    kind === 'no-heap'
      ? '其中没有 glibc malloc 的堆：无从得知内存块的起点，也无从得知是否在使用。'
      : kind === 'i386'
        ? '该进程为 32 位；只分析 64 位的堆。'
        : `其内存由 ${kind} 管理，而不是 glibc malloc：只指明名称，不作分析。`,
  jump: (address) => `显示 ${address} 处的字节`,
  copied: (rows) => `已复制到剪贴板的行数：${rows}`,
  heap: {
    era: (era, votes) => `glibc ${era}，由数据得出：一个分配区的 127 个空闲链中有 ${votes} 个支持。`,
    noEra: '该进程的转储中没有分配区：glibc 版本未知。',
    doubtful: '分配区自身的链不在转储中：与其相似的小块计为未知。',
    skipped: (dumps) => `超过 1 GiB，未计入进程合计：${dumps}`,
    states: '分配器如何使用每个字节',
    what: '部分',
    thisDump: '此转储',
    process: (dumps) => `该进程的全部转储（${dumps}）`,
    chunks: '块数',
    bytes: '字节',
    share: '占比',
    resident: '在内存中',
    overhead: '分配器自身的记录',
    unwalked: '在堆中，未分析',
    outside: '不在任何堆中',
    all: '合计',
    arenas: '分配区',
    arena: '分配区',
    kinds,
    address: '地址',
    heaps: '堆数',
    used: '使用中',
    cached: '缓存',
    free: '已释放',
    top: '堆顶',
    unknown: '未知',
    sizes: '块的大小',
    size: '大小',
    sizesNote: '含块头。“缓存”指已释放、由线程缓存或快速链保留的块。',
    sizeRange: (from, to) => `${from} 至 ${to} 以下`,
    lists: '空闲链',
    listsNote: '合计所有线程和分配区；按 Enter 转到第一个块。',
    list: '链',
    freeLists,
    count: '块数',
    noLists: '没有已释放的块。',
    largest: '最大的块',
    state: '状态',
    linked: '使用中的块构成的链表和环',
    linkedNote: '至少 100 个块首尾相连，合计该进程的全部转储。',
    noLinked: '没有找到。',
    kind: '类型',
    ring: '环',
    chain: '链表',
    double: (kind) => `双向${kind}`,
    nodes: '块数',
    next: '下一个指针位于',
    first: '第一个',
    last: '最后一个',
    tables: '指针表',
    tablesNote: '使用中、内容多为指向其他块的指针的块。',
    pointers: '指针数',
    targets: '指向的块数',
    targetBytes: '其字节数',
  },
};
