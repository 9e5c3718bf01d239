/** 时间线的中文文本。 */
import { formatBytes, formatCount, formatDelta } from '#shared/units/format.ts';
import { formatUtc } from '#shared/units/time.ts';
import { signedSpan, type TimelineMessages } from './timeline.en.ts';

/** `05:44:10`, UTC. */
function clock(at: number): string {
  return moment(at).slice(11);
}

function moment(at: number): string {
  return formatUtc(Math.round(at / 1000) * 1000);
}

export const timelineZhCn: TimelineMessages = {
  heading: '时间线',
  span: (from, to) => `${from} 至 ${to}（UTC，按各目标自己的时钟）`,
  snapshots: (count) => `${formatCount(count)} 个快照`,
  clock: (clock) => {
    if (clock === null) return '未测量时钟';
    const { offsetMs, boundMs, lowestMs, highestMs, readings } = clock;
    const range =
      readings > 1
        ? `；${formatCount(readings)} 次读数为 ${signedSpan(lowestMs)} 至 ${signedSpan(highestMs)}`
        : '';
    return `时钟相对本机 ${signedSpan(offsetMs)}，误差 ±${signedSpan(boundMs).slice(1)}${range}`;
  },
  growth: (growth) => {
    if (growth === null) return '样本太少，无法得出速率';
    const { bytesPerHour, lowBytesPerHour: low, highBytesPerHour: high } = growth;
    const bounds =
      low === null || high === null
        ? ''
        : `（95 %：${formatDelta(Math.round(low))} 至 ${formatDelta(Math.round(high))}）`;
    return `自 ${clock(growth.from)} 起每小时 ${formatDelta(Math.round(bytesPerHour))}${bounds}`;
  },
  forecast: ({ state, headroomBytes, growth, exhausted }) => {
    const left = headroomBytes === null ? '' : `可用内存加空闲交换区 ${formatBytes(headroomBytes)}`;
    if (state === 'no-meminfo') return '没有含 MemAvailable 的 meminfo，因此无法判断内存何时耗尽';
    if (state === 'too-few' || growth === null) return `${left}；快照太少，无法判断走势`;
    const rate = `自 ${clock(growth.from)} 起每小时 ${formatDelta(Math.round(growth.bytesPerHour))}`;
    if (state === 'not-falling') return `${left}，${rate}：按此速率不会耗尽`;
    if (exhausted === null) return `${left}，${rate}：按此速率一年以上才会耗尽`;
    const { expected, earliest, latest } = exhausted;
    const bounds =
      earliest === null
        ? '快照太少，没有区间'
        : `95 %：${moment(earliest)} 至 ${latest === null ? '永不' : moment(latest)}`;
    return `${left}，${rate}：若照此持续，将于 ${moment(expected)} 耗尽（${bounds}）`;
  },
  measures: {
    'pss-anon': '匿名 PSS',
    'rss-anon': '匿名 RSS',
    anonymous: '匿名',
    pss: 'PSS',
    rss: 'RSS',
  },
  strip: '各目标的采集时段和事件',
  window: (first, last, from, to) =>
    `快照 ${first === last ? first : `${first} 至 ${last}`}：采集于 ${from} 至 ${to}`,
  lanes: (count) => `泳道（${count}）`,
  pickLanes: '显示的泳道',
  laneKind: { meminfo: 'Meminfo', process: '进程，增长最多的在前' },
  table: '表格',
  tableOf: (label) => `${label}：数值`,
  tableCut: (shown, total) =>
    `${total} 个样本中的 ${shown} 个；放大或使用 memcase timeline --json 可得全部。`,
  columns: {
    utc: '时间（UTC）',
    local: '本地时间',
    target: '目标',
    snapshot: '快照',
    bytes: '数量',
    change: '变化',
  },
  evidenceOf: (title, amount) => `${amount}：${title} 的证据`,
  noSample: '无样本',
  perHour: (delta) => `${delta}/小时`,
  seen: (from, to) => `${from} 至 ${to}`,
  committed: (from, to) => `已保留范围：${from} 至 ${to}`,
  chip: (from, to) => `范围：${from} 至 ${to}`,
  clear: '清除范围',
  keep: '保留范围',
  compareEnds: '对比两端',
  fit: '适应范围',
  whole: '显示全部',
  outside: (count) => `范围之外的 ${count} 项未显示`,
  chart: (lanes, targets) => `${targets} 个目标、${lanes} 条泳道的时间线；每条泳道的表格中有相同的数值`,
  keysHint:
    '方向键按样本和序列移动，Shift 加方向键选择范围，A 和 D 平移，W 和 S 缩放，Enter 保留范围，0 显示全部',
  empty: {
    nothing: '案例中还没有快照。',
    title: '没有可随时间比较的内容',
    text: '走势需要一个目标的至少两个快照。请再采集：memcase collect 加 --recipe watch 每隔几秒采集一次，其他时间的证据也可随时添加。',
    collect: '从运行中的机器采集',
  },
};
