import type { HypothesisKind, HypothesisStatus, StepName } from '#shared/domain/notebook.ts';
import type { EvidenceNote } from '#shared/domain/postmortem.ts';
import type { NotebookMessages } from './notebook.en.ts';

const kinds: Record<HypothesisKind, string> = {
  leak: '泄漏',
  backlog: '积压',
  cache: '设计如此的缓存',
  fragmentation: '碎片，分配器保留的内存',
  configuration: '配置或负载差异',
  measurement: '测量误差',
};

const statuses: Record<HypothesisStatus, string> = {
  open: '待定',
  supported: '得到支持',
  refuted: '已排除',
  inconclusive: '无法判定',
};

const marks: Record<EvidenceNote['mark'], string> = { for: '支持', against: '反对', missing: '缺失' };

const steps: Record<StepName['step'], (id: string) => string> = {
  'finding.add': (id) => `添加发现 ${id}`,
  'hypothesis.add': (id) => `添加假设 ${id}`,
  'hypothesis.status': (id) => `更改 ${id} 的状态`,
  'hypothesis.evidence': (id) => `为 ${id} 添加证据`,
  'statement.dismiss': () => '忽略一条陈述',
  'statement.restore': () => '重新显示一条陈述',
};

export const notebookZhCn: NotebookMessages = {
  heading: '发现与假设',
  lead: '此处记录的内容连同时间与作者保存在案例的日志中，并印入报告。',
  kinds,
  statuses,
  marks,
  step: (name) => (name === null ? '' : steps[name.step](name.id)),
  undo: (step) => `撤销：${step}`,
  redo: (step) => `重做：${step}`,
  nothingToUndo: '没有可撤销的操作',
  readOnly: '此案例以只读方式打开，无法记录任何内容。',
  reopen: '以可写方式打开',
  by: (actor, time) => `${actor}，${time}`,
  findings: '发现',
  findingsNone: '尚无记录。发现是一句话，说明证据表明了什么。',
  write: '写下发现',
  writeHint: 'Enter 保存，Shift+Enter 换行',
  about: '关于',
  aboutHint: '可留空，或写位置，例如 E-004:12',
  save: '保存',
  cancel: '取消',
  showMe: '查看',
  showMeAbout: (id) => `查看 ${id} 所指的内容`,
  saved: (id) => `${id} 已保存`,
  hypotheses: '假设',
  hypothesesNone: '尚无假设。请写下您认为的原因，以及若果真如此应当看到什么。',
  newHypothesis: '新假设',
  kind: '类型',
  claim: '主张',
  claimHint: '原因是什么？',
  prediction: '预测',
  predictionHint: '若果真如此，应当看到什么？',
  predicts: '预测',
  status: '状态',
  statusOf: (id) => `${id} 的状态`,
  why: '理由',
  changeStatus: '更改状态',
  history: (count) => `历史（${count}）`,
  evidenceOf: (id) => `${id} 的证据`,
  addEvidence: '添加证据',
  mark: '作用',
  evidenceText: '证据表明了什么',
  noneOfMark: '尚无',
  seeking: (subject) => `正在查找 ${subject}。若未出现，则它不在当前对比之中。`,
  stopSeeking: '停止查找',
  draft: {
    within: (part, process) => `${process} 的${part}`,
    gap: {
      more: (amount, on) => `${on.a} 比 ${on.b} 多用 ${amount}。`,
      less: (amount, on) => `${on.a} 比 ${on.b} 少用 ${amount}。`,
      same: (on) => `${on.a} 与 ${on.b} 用量相同。`,
      one: (amount, a) => `${a} 使用 ${amount}。`,
    },
    process: {
      more: (name, amount, on) => `${on.a} 上的 ${name} 比 ${on.b} 上的多用 ${amount}。`,
      less: (name, amount, on) => `${on.a} 上的 ${name} 比 ${on.b} 上的少用 ${amount}。`,
      same: (name, amount, on) => `${name} 在 ${on.a} 与 ${on.b} 上用量相同：${amount}。`,
      one: (name, amount, a) => `${a} 上的 ${name} 使用 ${amount}。`,
    },
    part: {
      more: (name, amount, on) => `${name}：${on.a} 比 ${on.b} 多 ${amount}。`,
      less: (name, amount, on) => `${name}：${on.a} 比 ${on.b} 少 ${amount}。`,
      same: (name, amount, on) => `${name}：${on.a} 与 ${on.b} 相同，均为 ${amount}。`,
      one: (name, amount, a) => `${name}：${a} 上为 ${amount}。`,
    },
    bytes: (count, place, process, target) => `${target} 上 ${process} 位于 ${place} 的 ${count} 字节：`,
  },
};
