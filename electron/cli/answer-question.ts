/** What a live job asks on its way, answered by the person at the terminal. */
import type { Answer, Question } from '#shared/contract/collect.ts';
import type { Terminal } from './terminal-prompt.ts';

type Given = Answer['answer'];

/** Without a terminal every question is refused: nothing is trusted and nothing sent that nobody decided. */
export async function answerQuestion(
  question: Question,
  hopCount: number,
  terminal: Terminal | undefined,
): Promise<Given> {
  if (terminal === undefined) return null;
  const place = `hop ${question.hop + 1} of ${hopCount}`;
  return question.kind === 'host-key'
    ? askHostKey(question, place, terminal)
    : askSecret(question, place, terminal);
}

async function askHostKey(
  { name, keyType, fingerprint }: Extract<Question, { kind: 'host-key' }>,
  place: string,
  terminal: Terminal,
): Promise<Given> {
  terminal.say(`${place}: the key of ${name} is not known.`);
  terminal.say(`  ${keyType} ${fingerprint}`);
  terminal.say('Compare it with what the owner of the machine tells you. No credential has been sent.');
  for (;;) {
    const typed = await terminal.ask(
      'Trust it? yes (this time), remember (adds it to known_hosts), no: ',
      true,
    );
    const word = typed?.trim().toLowerCase() ?? 'no';
    if (word === 'yes') return 'once';
    if (word === 'remember') return 'remember';
    if (word === 'no' || word === '') return null;
  }
}

async function askSecret(
  question: Exclude<Question, { kind: 'host-key' }>,
  place: string,
  terminal: Terminal,
): Promise<Given> {
  const { kind, subject, title, instruction, prompts, attempt } = question;
  if (attempt > 1) terminal.say(`${place}: that was not accepted.`);
  const server = [title, instruction].filter((text) => text.trim() !== '');
  for (const text of server) terminal.say(`${place}: ${subject} says: ${text}`);
  const answers: string[] = [];
  for (const { text, echo } of prompts) {
    const wanted =
      kind === 'keyboard-interactive'
        ? `${place}: ${subject} asks: ${text}`
        : `${place}: ${kind === 'password' ? 'password of' : 'passphrase of'} ${subject}: `;
    const typed = await terminal.ask(wanted.endsWith(' ') ? wanted : `${wanted} `, echo);
    if (typed === null) return null;
    answers.push(typed);
  }
  return answers;
}
