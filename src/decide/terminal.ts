import { PlaybookError } from '../errors.ts'
import { Secret } from '../values/secret.ts'
import { whyNotAcceptable } from './acceptable.ts'
import type { Question, Questioner } from './questioner.ts'

export interface TerminalStreams {
  readonly input: NodeJS.ReadStream
  /** Where questions are shown; results have the standard output for themselves. */
  readonly output: NodeJS.WriteStream
}

type Prompt = Record<string, unknown> & { readonly type: string; readonly message: string }

async function ask({ input, output }: TerminalStreams, prompt: Prompt): Promise<unknown> {
  const { default: enquirer } = await import('enquirer')
  try {
    const answers = await enquirer.prompt<{ answer: unknown }>({
      ...prompt,
      name: 'answer',
      stdin: input,
      stdout: output,
    })
    return answers.answer
  } catch (cause) {
    // Ctrl-C and Escape reject with an empty text.
    if (cause instanceof Error) throw cause
    throw new PlaybookError('Stopped', 'stopped at a question; nothing has been changed')
  }
}

async function decide(streams: TerminalStreams, { decision, preselected }: Question): Promise<string> {
  const { key, question, consequence, choices, changeable } = decision
  const lock =
    changeable === 'until-initialised' ? ' It cannot be changed once the data directory exists.' : ''
  streams.output.write(`\n${key}: ${consequence}${lock}\n`)
  const answer = await ask(
    streams,
    choices === undefined
      ? {
          type: 'input',
          message: question,
          initial: preselected,
          validate: (value: string) => whyNotAcceptable(decision, value) ?? true,
        }
      : {
          type: 'select',
          message: question,
          choices: [...choices],
          initial: Math.max(0, choices.indexOf(preselected)),
        },
  )
  return String(answer)
}

/** Asks the person at the terminal. The prompt library is loaded with the first question. */
export function terminalQuestioner(streams: TerminalStreams): Questioner {
  return {
    decide: (question) => decide(streams, question),
    confirm: async (message, lines = []) => {
      for (const line of lines) streams.output.write(`  ${line}\n`)
      return (await ask(streams, { type: 'confirm', message, initial: false })) === true
    },
    secret: async (message, label) => {
      const validate = (value: string): boolean | string => value !== '' || 'it cannot be empty'
      return new Secret(String(await ask(streams, { type: 'invisible', message, validate })), label)
    },
  }
}
