/** Simplified Chinese texts of the error codes; the same shape as errors.en.ts. */
import type { ErrorMessages } from './errors.en.ts';

export const errorsZhCn: ErrorMessages = {
  'casefile.not-found': { what: '此路径下没有案例', action: '请检查路径。文件可能已被移动或改名。' },
  'casefile.exists': { what: '已有同名文件', action: '请换一个名称。没有覆盖任何内容。' },
  'casefile.not-a-case': {
    what: '这个文件不是 Memcase 案例',
    action: '如果它是证据文本或 tar 包，请新建案例后添加。',
  },
  'casefile.newer-version': {
    what: '此案例由更新版本的 Memcase 写成',
    action: '请升级 Memcase 后再打开。文件未被改动。',
  },
  'casefile.truncated': { what: '案例文件不完整', action: '请重新获取文件并核对大小，传输很可能中断过。' },
  'casefile.corrupt': {
    what: '案例文件已损坏',
    action: '请使用另一份副本。“memcase verify”会列出不一致之处。',
  },
  'casefile.foreign-schema': {
    what: '案例文件中有并非 Memcase 创建的表',
    action: '没有以写方式打开它。在发送者说明原因之前请勿信任。',
  },
  'casefile.foreign-sidecar': {
    what: '案例旁边有一个并非 Memcase 留下的日志文件',
    action: '请移走“-journal”或“-wal”文件，或单独打开案例的副本。',
  },
  'casefile.not-regular': {
    what: '此路径不是普通文件',
    action: '请指定案例文件本身，而不是链接、目录或设备。',
  },
  'casefile.locked': { what: '案例正在别处以写方式打开', action: '请先在那里关闭，或在这里以只读方式打开。' },
  'casefile.read-only': { what: '无法写入案例', action: '请检查文件及其目录的权限，或在副本上工作。' },
  'casefile.disk-full': { what: '磁盘已满', action: '请腾出空间后重试。此前已确认的内容保留。' },
  'casefile.io': { what: '无法读写案例文件', action: '磁盘或网络盘报错。请把案例复制到本地磁盘后重试。' },
  'casefile.closed': { what: '案例已关闭', action: '请重新打开。' },
  'input.not-found': { what: '要添加的文件不存在', action: '请检查路径。其他文件不受影响。' },
  'input.unreadable': { what: '要添加的文件无法读取', action: '请检查其权限。' },
  'input.empty': { what: '内容为空', action: '请检查写出它的命令，空文件往往意味着命令失败。' },
  'input.unrecognised': {
    what: '这不属于 Memcase 认识的任何一类证据',
    action: '原始内存可以作为转储添加，需给出进程和起始地址。',
  },
  'input.too-large': {
    what: '超过 Memcase 单次接收的大小',
    action: '请拆成较小的文件。这是大小限制，不是格式错误。',
  },
  'input.bad-archive': { what: '归档已损坏或不安全', action: '请重新打包。损坏处之前的成员可以逐个添加。' },
  'input.bad-option': { what: '有一个值不可用', action: '详细信息中写明了是哪一项、可以取什么值。' },
  'input.unknown-target': { what: '案例中没有这个名称的目标', action: '请从快照列表中选择。' },
  'input.unknown-snapshot': { what: '该目标没有这个快照', action: '请从快照列表中选择。' },
  'input.unknown-process': { what: '这里没有该名称或 PID 的进程的内存区域', action: '请从进程列表中选择。' },
  'input.unknown-artifact': { what: '案例中没有这个编号的证据', action: '请在证据列表中查找。' },
  'explain.no-evidence': {
    what: '证据还不足以解释任何内容',
    action: '请至少添加一台机器的 /proc/meminfo 或 ps。',
  },
  'explain.not-comparable': {
    what: '两侧度量的内容不同',
    action: '请选择含有同类证据的快照，或补充缺少的一类。',
  },
  'report.render-failed': { what: '无法排版报告', action: '请重试；若仍然失败，请把详细信息发给开发者。' },
  'report.write-failed': { what: '无法写出报告', action: '请检查路径、权限和剩余空间。' },
  'verify.failed': { what: '案例与其日志的记录不一致', action: '请勿依赖它。结果中列出了被改动之处。' },
  'web.port-in-use': { what: '端口被其他程序占用', action: '请换一个端口，或不指定端口以使用空闲端口。' },
  'web.forbidden': { what: '此页面无权访问服务', action: '请打开“memcase serve”给出的带令牌的地址。' },
  'rpc.invalid-request': {
    what: '窗口发出的请求无效',
    action: '这是程序缺陷或越界的值，详细信息中写明了字段。',
  },
  'rpc.disconnected': {
    what: '与 Memcase 服务的连接已断开',
    action: '案例是安全的。请重新启动服务，然后刷新此窗口。',
  },
  'rpc.contract-mismatch': {
    what: '窗口与服务的版本不同',
    action: '请刷新窗口。若仍然如此，请重新安装 Memcase。',
  },
  'job.cancelled': { what: '已取消', action: '此前已保存的内容保留。' },
  internal: { what: '程序缺陷', action: '案例未被改动。请把详细信息发给开发者。' },
};
