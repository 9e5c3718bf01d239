/** Simplified Chinese texts of the error codes; the same shape as errors.en.ts. */
import type { ErrorMessages } from './errors.en.ts';

export const errorsZhCn: ErrorMessages = {
  'casefile.not-found': {
    what: '此路径下没有案例',
    action: '请检查路径。文件可能已被移动或改名；新建案例时，所在文件夹必须已存在。',
  },
  'casefile.exists': { what: '已有同名文件', action: '请换一个名称。没有覆盖任何内容。' },
  'casefile.not-a-case': {
    what: '这个文件不是 Memcase 案例',
    action: '如果它是证据文本或 tar 包，请新建案例后添加。',
  },
  'casefile.newer-version': {
    what: '此案例由更新版本的 Memcase 写成',
    action: '请升级 Memcase 后再打开，详细信息中写明了两个版本。文件未被改动。',
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
    what: '案例正被另一个账户打开，或旁边有来历不明的日志文件',
    action: '请先在那里关闭。若无人打开，请单独打开案例文件的副本。没有打开任何内容。',
  },
  'casefile.not-regular': {
    what: '此路径不是普通文件',
    action: '请指定案例文件本身，而不是链接、目录或设备。',
  },
  'casefile.locked': { what: '案例正在别处以写方式打开', action: '请先在那里关闭，或在这里以只读方式打开。' },
  'casefile.read-only': { what: '此账户无法读写案例', action: '请检查文件及其目录的权限，或在副本上工作。' },
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
  'ssh.config': {
    what: 'SSH 配置或路径无法使用',
    action: '请修正所指出的那一行，或写全该跳：user@host:port。',
  },
  'ssh.unreachable': {
    what: '无法到达这一跳',
    action: '请从上一跳检查名称、端口和网络。没有向目标发送任何内容。',
  },
  'ssh.timeout': {
    what: '这一跳没有及时应答',
    action: '请重试，或提高时限。没有留下任何运行中的程序。',
  },
  'ssh.protocol': {
    what: '这一跳的应答不是正确的 SSH',
    action: '请确认主机和端口确实是 SSH 服务器。',
  },
  'ssh.algorithms': {
    what: '这一跳没有我们接受的算法',
    action: '它只支持已停用的 SHA-1 或 CBC。安全的办法是更新它的 SSH 服务器。',
  },
  'ssh.host-key-unknown': {
    what: '这一跳的主机密钥未知，且未被接受',
    action: '请与机器的负责人核对 SHA-256 指纹，然后重新连接并接受。没有发送任何凭据。',
  },
  'ssh.host-key-changed': {
    what: '这一跳的主机密钥与已知的不同',
    action: '可能有人在中间，或机器已重装。请询问负责人，再手工修正 known_hosts。没有发送任何凭据。',
  },
  'ssh.host-key-revoked': {
    what: '这一跳的主机密钥已被吊销',
    action: '请勿连接，向负责人索取新的密钥。没有发送任何凭据。',
  },
  'ssh.known-hosts': {
    what: '无法读取已知主机列表',
    action: '请修正其权限或格式。没有它就无法核对主机，因此没有连接。',
  },
  'ssh.identity': {
    what: '密钥文件无法使用',
    action: '请检查文件是否存在、您是否可读，以及口令是否正确。',
  },
  'ssh.auth-refused': {
    what: '这一跳拒绝了登录',
    action: '请检查这一跳的用户、密钥和密码。目标的日志中有更多信息。',
  },
  'ssh.forward-refused': {
    what: '这一跳不允许通往下一跳',
    action: '它的 SSH 服务器禁止转发（AllowTcpForwarding、PermitOpen），或下一跳没有应答。',
  },
  'ssh.exec-refused': {
    what: '目标拒绝执行命令',
    action: '该账户可能有强制命令或没有 shell。请改用采集脚本。',
  },
  'ssh.disconnected': {
    what: '连接已断开',
    action: '已到达的内容已保存。重新运行即可，只取缺少的部分。',
  },
  'collect.no-shell': {
    what: '目标没有按预期应答的 POSIX shell',
    action: '请检查账户的登录 shell：它可能显示菜单。它的输出已保存。',
  },
  'collect.forged': {
    what: '目标发来的内容与请求不符',
    action: '输出已保存并标记。请勿依赖它。',
  },
  'collect.over-budget': {
    what: '目标发送的数据或用时超过限制',
    action: '已到达的内容已保存并标为截断。如确有需要，请提高限制。',
  },
  'collect.nothing': {
    what: '目标上什么也读不到',
    action: '每一项都被拒绝或不存在，原因已列出。请检查账户权限。',
  },
  'dump.not-permitted': {
    what: '该账户无权读取此进程的内存',
    action: '请使用进程自己的用户或 root；ptrace_scope、SELinux 或容器也可能禁止。',
  },
  'dump.preflight-refused': {
    what: '为保护目标，转储在开始前已被拒绝',
    action: '原因已列出。请选择较少的区域，或等机器有更多空闲内存。',
  },
  'dump.process-changed': {
    what: '进程已不是原来的那个',
    action: '它已结束或重启，编号给了别的进程。此前到达的内容已保存。',
  },
  'dump.target-stopped': {
    what: '进程在我们到来之前已经停止',
    action: '有人正控制着它（调试器、SIGSTOP）。没有触碰它。',
  },
  'dump.no-such-region': {
    what: '进程没有这个区域',
    action: '它的映射可能已变化。请重新列出区域。',
  },
  'dump.no-gdb': {
    what: '目标上没有 gdb',
    action: '请使用默认方法，它不需要 gdb。',
  },
  'dump.partial': {
    what: '转储不完整',
    action: '已到达的内容已保存并标为部分。重新运行即可，只取缺少的部分。',
  },
  'explain.no-evidence': {
    what: '证据还不足以解释任何内容',
    action: '请至少添加一台机器的 /proc/meminfo 或 ps。',
  },
  'explain.not-comparable': {
    what: '两侧度量的内容不同',
    action: '请选择含有同类证据的快照，或补充缺少的一类。',
  },
  'report.render-failed': { what: '无法排版报告', action: '请重试；若仍然失败，请把详细信息发给开发者。' },
  'report.leak': {
    what: '报告中仍有应脱敏的内容，未写出任何文件',
    action: '请把错误信息（其中不含这些内容）发给开发者；若确认可以公开，可关闭脱敏后重新生成。',
  },
  'report.write-failed': { what: '无法写出报告', action: '请检查路径、权限和剩余空间。' },
  'export.write-failed': {
    what: '无法写出数据表',
    action: '请指定尚不存在或为空的目录，并检查权限和剩余空间。',
  },
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
  'job.cancelled': {
    what: '已取消',
    action: '已完整保存的内容保留，进行中的不保留。再次执行同样的操作即可继续。',
  },
  internal: { what: '程序缺陷', action: '案例未被改动。请把详细信息发给开发者。' },
};
