/** Secrets that are told by their shape or by the command around them; those with a name are in `field-rules.ts`. */
import { byShape, type Detector } from './rule.ts';

export const credentialRules: readonly Detector[] = [
  // a private key, whole or cut off
  byShape(
    'key',
    /(?<=-----BEGIN [A-Z0-9 ]{0,24}PRIVATE KEY(?: BLOCK)?-----)[\w\s+/=:,.\\-]{1,16384}?(?=-----END|$)/g,
  ),
  // eyJhbGciOi….eyJzdWIiOi….sig
  byShape('token', /(?<![\w.-])eyJ[\w-]{5,}\.[\w-]{5,}(?:\.[\w-]*){0,3}/g),
  // tokens whose makers mark them
  byShape(
    'token',
    /(?<![\w-])(?:(?:AKIA|ASIA)[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{36,255}|github_pat_\w{22,255}|glpat-[\w-]{20,64}|xox[abeprs]-[\w-]{10,255}|AIza[\w-]{35}|(?:sk|rk|pk)_(?:live|test)_[A-Za-z0-9]{16,255}|sk-[\w-]{20,255}|npm_[A-Za-z0-9]{36}|pypi-[\w-]{50,255}|hf_[A-Za-z0-9]{30,64}|LTAI[A-Za-z0-9]{12,26}|AKID[A-Za-z0-9]{32,36}|SG\.[\w-]{16,64}\.[\w-]{16,64}|dop_v1_[0-9a-f]{64})(?![\w-])/g,
  ),
  // Authorization: Bearer 0a1b…
  byShape('secret', /(?<=\b(?:Bearer|Basic|Digest|Negotiate)\s{1,3})[\w+/=.~-]{8,}/g, isNoWord),
  byShape(
    'secret',
    /(?<=\bAuthorization["']?\s{0,3}[:=]\s{0,3}["']?)(?!Bearer|Basic|Digest|Negotiate)[^\s"']{4,}/gi,
  ),
  // the password in amqp://user:password@host
  byShape('secret', /(?<=:\/\/[^\s:/@]{0,64}:)[^\s/@]{1,128}(?=@)/g),
  // hashes of passwords, as in /etc/shadow
  byShape('secret', /\$(?:1|2[abxy]|5|6|7|y|gy|argon2id?)\$[\w./,=$+-]{16,200}/g),
  // sshpass -p …, mysql -p…, curl -u name:…, redis-cli -a …
  byShape('secret', /(?<=\bsshpass\s{1,3}-p\s{0,3})[^\s-]\S*/g),
  byShape('secret', /(?<=\b(?:mysql\w{0,16}|mariadb\w{0,16})\b[^|;\n]{0,200}\s-p)[^\s=][^\s]*/g),
  byShape('secret', /(?<=\bcurl\b[^|;\n]{0,200}\s(?:-u|--user)[ =]["']?[\w.%-]{1,64}:)[^\s"']+/g),
  byShape('secret', /(?<=\bredis-cli\b[^|;\n]{0,200}\s-a\s{1,3})\S+/g),
  // what follows its name in Chinese
  byShape('secret', /(?<=(?:密码|口令|密钥|令牌)\s{0,3}[:：=为是]\s{0,3})[^\s"'，。；、,;]+/g),
];

/** `Basic authentication`, `Bearer token`: prose. */
function isNoWord(value: string): boolean {
  return /[^a-z-]/.test(value);
}
