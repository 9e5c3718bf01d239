/** Accounts that come with a system or its services and lead to nobody. Source: Debian base-passwd, and packages' own. */
const SYSTEM_ACCOUNTS: ReadonlySet<string> = new Set(
  (
    'root daemon bin sys sync games man lp mail news uucp proxy www-data backup list irc gnats nobody nogroup _apt ' +
    'systemd-network systemd-resolve systemd-timesync systemd-coredump systemd-oom messagebus dbus polkitd sshd ntp ' +
    'chrony syslog adm operator ftp halt shutdown tss rpc rpcuser statd avahi postgres mysql redis nginx apache httpd ' +
    'tomcat elasticsearch kafka zookeeper rabbitmq mongodb memcache memcached git jenkins prometheus grafana docker ' +
    'user username all none null public shared lost+found'
  ).split(' '),
);

export function isPersonalAccount(value: string): boolean {
  // A trailing dot ends a sentence; `$USER`, `%u` and `*` are no names.
  const name = value.replace(/[.,]+$/, '').toLowerCase();
  return name !== '' && !SYSTEM_ACCOUNTS.has(name) && !/^[$%*{<]/.test(name);
}
