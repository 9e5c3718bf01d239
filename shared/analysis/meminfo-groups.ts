/** What a field of /proc/meminfo speaks of, for the grouping of the table. Fields that are not here are `other`. */
const groups = {
  total: ['MemTotal', 'MemFree', 'MemAvailable'],
  anonymous: [
    'AnonPages',
    'Active(anon)',
    'Inactive(anon)',
    'AnonHugePages',
    'Shmem',
    'ShmemHugePages',
    'ShmemPmdMapped',
  ],
  cache: [
    'Buffers',
    'Cached',
    'SwapCached',
    'Active(file)',
    'Inactive(file)',
    'Mapped',
    'Dirty',
    'Writeback',
    'FileHugePages',
    'FilePmdMapped',
  ],
  // Anonymous memory and file cache together; their halves are in those groups.
  lru: ['Active', 'Inactive', 'Unevictable', 'Mlocked'],
  kernel: [
    'Slab',
    'SReclaimable',
    'SUnreclaim',
    'KReclaimable',
    'KernelStack',
    'ShadowCallStack',
    'PageTables',
    'SecPageTables',
    'Percpu',
    'Bounce',
    'WritebackTmp',
    'NFS_Unstable',
    'VmallocTotal',
    'VmallocUsed',
    'VmallocChunk',
    'Balloon',
  ],
  huge: ['HugePages_Total', 'HugePages_Free', 'HugePages_Rsvd', 'HugePages_Surp', 'Hugepagesize', 'Hugetlb'],
  swap: ['SwapTotal', 'SwapFree', 'Zswap', 'Zswapped'],
} as const;

export const meminfoGroups: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(groups).flatMap(([group, fields]) => fields.map((field) => [field, group])),
);
