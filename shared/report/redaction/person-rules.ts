/** What leads to a person: numbers with their checks, mail, names of users. */
import { isBankCard, isImei, isResidentId } from './checksums.ts';
import { byShape, type Detector } from './rule.ts';
import { isPersonalAccount } from './system-accounts.ts';

/** `user@1000.service` is the name of a systemd unit, not an address of mail. */
const UNIT_NAME = /\.(?:service|socket|timer|mount|automount|slice|scope|target|device|path|swap)$/;
/** `icon@2x.png` is a picture. */
const FILE_NAME = /\.(?:png|jpe?g|gif|svg|webp|so|js|ts|json|conf|log|tar|gz|zip)$/i;

const PERSON_PATTERNS = {
  residentId: /(?<![\w.])[1-9]\d{5}(?:19|20)\d{2}[01]\d[0-3]\d\d{3}[\dXx](?![\w]|\.\d)/g,
  card: /(?<![\w.+-])\d{4}([ -]?)\d{4}\1\d{4}\1\d{2,4}(?:\1\d{1,3})?(?![\w]|[.-]\d)/g,
  amexCard: /(?<![\w.+-])3[47]\d{2}([ -]?)\d{6}\1\d{5}(?![\w]|[.-]\d)/g,
  mobile:
    /(?<![\w.+-])(?:(?:\+|00)?86[- ]?)?1(?:3\d|4[014-9]|5[0-35-9]|6[2567]|7[0-8]|8\d|9[0-35-9])(?:[- ]?\d{4}){2}(?![\w]|[.-]\d)/g,
};

export const personRules: readonly Detector[] = [
  byShape(
    'email',
    /(?<![\p{L}\p{N}_.%+-])[\p{L}\p{N}_.%+-]{1,64}@(?:[\p{L}\p{N}-]{1,63}\.){1,8}[\p{L}]{2,24}(?![\p{L}\p{N}_-])/gu,
    (value) => !UNIT_NAME.test(value) && !FILE_NAME.test(value),
  ),
  byShape('id-card', PERSON_PATTERNS.residentId, isResidentId),
  byShape('bank-card', PERSON_PATTERNS.card, isBankCard),
  byShape('bank-card', PERSON_PATTERNS.amexCard, isBankCard),
  byShape(
    'imei',
    /(?<![\w.+-])\d{15}(?![\w]|[.-]\d)/g,
    (value, before) => isImei(value) && !isAmount(value, before),
  ),
  // China's mobile country code with a network code that is given out
  byShape(
    'imsi',
    /(?<![\w.+-])460(?:0[0-9]|1[135]|20)\d{10}(?![\w]|[.-]\d)/g,
    (value, before) => !isAmount(value, before),
  ),
  byShape('phone', PERSON_PATTERNS.mobile, (value, before) => !isAmount(value, before)),
  // +44 20 7946 0958
  byShape(
    'phone',
    /(?<![\w+])\+[1-9]\d{0,2}(?:[ -]?\d{2,4}){2,4}(?![\w]|\.\d)/g,
    (value) => value.replace(/\D/g, '').length >= 8,
  ),
  // landlines in China: 010-62345678, 0755-8234567
  byShape('phone', /(?<![\w.+-])0(?:10|2\d|[3-9]\d{2})-[2-9]\d{6,7}(?![\w-]|\.\d)/g),
  byShape('person', /(?<=(?:姓名|联系人|真实姓名)\s{0,3}[:：=为是]\s{0,3}["']?)[\p{Script=Han}·]{2,8}/gu),
  // /home/alice/run.sh   C:\Users\alice\run.bat
  byShape(
    'user',
    /(?<=(?:^|[^\w])(?:\/home\/|\/Users\/|\/export\/home\/|[A-Za-z]:\\{1,2}Users\\{1,2}))[^\s/\\:"',;)[\]]+/g,
    isPersonalAccount,
  ),
  // the user of alice@bastion
  byShape(
    'user',
    /(?<![\w.%+@/[-])[A-Za-z_][\w.-]{0,31}(?=@(?!\S{1,255}\.(?:service|socket|timer|slice|scope|mount)\b)[A-Za-z_[]|@\d{1,3}(?:\.\d{1,3}){3})/g,
    isPersonalAccount,
  ),
  // the user of amqp://alice:secret@host
  byShape('user', /(?<=:\/\/)[A-Za-z_][\w.-]{0,63}(?=:[^\s/@]{1,128}@)/g, isPersonalAccount),
  // as sshd, su and cron write
  byShape(
    'user',
    /(?<=\b(?:for (?:invalid )?user|opened for user|closed for user|Accepted (?:password|publickey) for|Failed password for|ssh -l) )[A-Za-z_][\w.-]{0,31}/g,
    isPersonalAccount,
  ),
];

const AMOUNT_NAME =
  /(?:bytes?|size|limit|max|min|rss|pss|uss|mem|memory|kb|kib|offset|inode|ino|seq|counter|count|total|time|ts|timestamp|ns|us|ms|used|free|threshold|capacity|length|len)["']?\s{0,2}[=:]?\s{0,2}["']?$/i;

/** Whole MiB, or named as an amount: memory, not a person. */
function isAmount(value: string, before: string): boolean {
  return Number(value) % 2 ** 20 === 0 || AMOUNT_NAME.test(before);
}
