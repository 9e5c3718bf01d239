/** 目标上发生的事件的中文句子。 */
import { formatBytes, formatCount } from '#shared/units/format.ts';
import { type EventTexts, largestTasks } from './events.en.ts';

export const eventsZhCn: EventTexts = {
  heading: '事件',
  none: '没有 OOM 终止、重启或停滞的连接。',
  kind: { 'oom-kill': 'OOM 终止', restart: '重启', ended: '已结束', connection: '连接' },
  oom: (report) => {
    const [victim, ...others] = report.victims;
    const { limitGroup, limitBytes, askedBy, tasks } = report;
    const anonymous = victim?.anonRssBytes ?? null;
    return [
      victim === undefined
        ? '未指明被终止的进程'
        : `被终止时匿名页 ${anonymous === null ? '未知' : formatBytes(anonymous)}`,
      ...(others.length > 0 ? [`同组另有 ${formatCount(others.length)} 个`] : []),
      ...(limitGroup === null
        ? []
        : [`达到 ${limitGroup} 的限制${limitBytes === null ? '' : `：${formatBytes(limitBytes)}`}`]),
      ...(askedBy === null ? [] : [`由 ${askedBy} 申请内存触发`]),
      ...(tasks.length === 0
        ? []
        : [`${formatCount(tasks.length)} 个任务中最大的：${largestTasks(report, '、')}`]),
    ].join('；');
  },
  connection: ({ remote, state, sendQueueBytes, seenIn, listings }) => {
    const queue = (sendQueueBytes ?? 0) > 1 ? `，${formatBytes(sendQueueBytes ?? 0)} 未发出` : '';
    return `${state} → ${remote}${queue}，出现于 ${formatCount(listings)} 次列表中的 ${formatCount(seenIn)} 次`;
  },
  restarted: (newPid) => `现为 ${newPid}`,
  ended: '不再出现在列表中',
  unplaced: (timeText) => (timeText === '' ? '未知' : `“${timeText}”`),
  between: (from, to) => `${from} 至 ${to}`,
};
