/**
 * Values that are told by the name of their field: JSON, `key=value`, `--key value`, headers, queries of URLs.
 * Numbers count like text: an account number is no less personal for having no quotation marks.
 */
import type { Detector, Finding, RedactionClass } from './rule.ts';
import { isPersonalAccount } from './system-accounts.ts';

/** Names without case and separators, by class. A field may have words before: `client_session_id`. */
const FIELD_NAMES: Readonly<Partial<Record<RedactionClass, string>>> = {
  secret:
    'password passwd passphrase pass pwd secret secretkey secretaccesskey accesskey accesskeyid accesskeysecret apikey apisecret appsecret ' +
    'clientsecret privatekey signingkey encryptionkey sharedaccesskey accountkey credential credentials authkey ' +
    'pgpassword mysqlpwd sshpass userpassword',
  token:
    'token accesstoken refreshtoken idtoken authtoken bearertoken csrftoken xsrftoken jwt authorization xauthtoken',
  cookie: 'cookie setcookie',
  session: 'session sessionid sessid sid sessionkey sessiontoken phpsessid jsessionid',
  email: 'email mail emailaddress mailaddress useremail',
  'id-card':
    'idcard idcardno idcardnumber idno idnumber identitycard identityno ssn certno nationalid passport passportno',
  'bank-card': 'bankcard bankcardno cardno cardnumber bankaccount creditcard iban',
  imei: 'imei meid',
  imsi: 'imsi iccid',
  phone: 'phone phoneno phonenumber mobile mobileno mobilephone tel telephone msisdn cellphone',
  person: 'realname fullname firstname lastname surname givenname nickname displayname customername truename',
  account:
    'account accountid accountno accountnumber accountname userid uid customerid employeeid memberid openid unionid deviceid staffid studentid',
  user: 'user username login loginname logname ruser sudouser',
  mac: 'mac macaddr macaddress hwaddr',
};

const classByName: ReadonlyMap<string, RedactionClass> = new Map(
  Object.entries(FIELD_NAMES).flatMap(([kind, names]) =>
    names.split(' ').map((name) => [name, kind as RedactionClass] as const),
  ),
);

/** `max_tokens`, `session_timeout`: about such things, and none of them. */
const QUANTITY =
  /^(?:max|min|num|nr|no|total|avg|count|limit|active|open|per|has|is|use|enable|enabled|allow|require|required)$/;

/** The class of what a field of this name holds, or undefined. */
export function fieldClass(name: string): RedactionClass | undefined {
  const words = name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
  if (words.slice(0, -1).some((word) => QUANTITY.test(word))) return undefined;
  for (let count = Math.min(4, words.length); count > 0; count -= 1) {
    const found = classByName.get(words.slice(-count).join(''));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Values that say that there is none, or that somebody hid it before. */
const NO_VALUE =
  /^(?:true|false|null|nil|none|undefined|bearer|basic|digest|negotiate|yes|no|on|off|unknown|n\/a|\*+|x+|-+|\?+|<[^>]*>|\$\{?\w+\}?|%\w|\[[A-Z0-9-]+\])?$/i;

function holdsValue(kind: RedactionClass, name: string, value: string): boolean {
  if (NO_VALUE.test(value)) return false;
  if (kind === 'user' || kind === 'account') {
    // The kernel's own numbers, and accounts below those that people get.
    if (/^\d{1,3}$/.test(value) && /uid$/i.test(name)) return false;
    return isPersonalAccount(value);
  }
  // PWD=/root is the directory that a shell stands in.
  if (/^(?:old)?pwd$/i.test(name)) return !value.startsWith('/');
  return true;
}

/** Where the name and the value stand: groups 1 and 2 of a pattern with the flag `d`. */
function byField(pattern: RegExp, only?: ReadonlySet<RedactionClass>): Detector {
  return function* find(text) {
    for (const match of text.matchAll(pattern)) {
      const [, name = '', value = ''] = match;
      const kind = fieldClass(name);
      const place = match.indices?.[2];
      if (kind === undefined || place === undefined || (only !== undefined && !only.has(kind))) continue;
      if (holdsValue(kind, name, value)) yield { class: kind, start: place[0], end: place[1] };
    }
  };
}

const secrets: ReadonlySet<RedactionClass> = new Set(['secret', 'token', 'cookie', 'session']);
const named: ReadonlySet<RedactionClass> = new Set([...secrets, 'user', 'account']);

/** Paging and the like: `?page=2` tells nothing of anybody. */
const HARMLESS_QUERY =
  /^(?:page|size|limit|offset|sort|order|lang|locale|format|v|ver|version|type|q|step|start|end|from|to)$/i;

const QUERY = /(?<=[?&])([\w.%[\]-]{1,64})=([^\s&#"'<>]{1,2048})/dg;

function* findQueryValues(text: string): Iterable<Finding> {
  if (!text.includes('://')) return;
  for (const match of text.matchAll(QUERY)) {
    const [, name = '', value = ''] = match;
    const place = match.indices?.[2];
    if (place === undefined || NO_VALUE.test(value)) continue;
    if (HARMLESS_QUERY.test(name) && value.length <= 12) continue;
    yield { class: fieldClass(name) ?? 'query', start: place[0], end: place[1] };
  }
}

export const fieldRules: readonly Detector[] = [
  // "user_id": "u-17", "user_id": 1001, also where the JSON stands in a text of JSON
  byField(/\\{0,3}["']([\w.-]{1,64})\\{0,3}["']\s{0,3}:\s{0,3}\\{0,3}["']((?:[^"'\\]|\\[^"']){1,1024})/dg),
  byField(/\\{0,3}["']([\w.-]{1,64})\\{0,3}["']\s{0,3}:\s{0,3}\[?\s{0,3}(-?\d[\d.]{0,40})/dg),
  // password="two words"
  byField(/(?<![\w.-])-{0,2}([\w.-]{1,64})=["']([^"']{1,1024})["']/dg),
  // user=alice --password=hunter2
  byField(/(?<![\w.-])-{0,2}([\w.-]{1,64})=([^\s"'&;,()[\]{}<>|]{1,1024})/dg),
  // --password hunter2
  byField(/(?<![\w.-])--([\w-]{1,64})\s{1,3}["']?([^\s"'[\]-][^\s"'[\]]{0,1023})/dg, named),
  // Cookie: a=b; c=d  to the end of the line
  byField(/(?<![\w.-])((?:Set-)?Cookie)\s{0,3}:\s{0,3}([^\r\n"']{1,4096})/dgi),
  // password: hunter2, X-Api-Key: …
  byField(/(?<![\w.-])([\w-]{1,64})\s{0,2}:\s{1,3}["']?([^\s"',;[\]{}]{1,1024})/dg, secrets),
  byField(/(?<![\w.-])([\w-]{1,64}):([^\s"',;:/[\]{}]{1,1024})/dg, secrets),
  findQueryValues,
];
