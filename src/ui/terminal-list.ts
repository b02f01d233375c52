import { DefaultRenderer, Listr, ListrDefaultRendererLogLevels, ListrLogger } from 'listr2'
import { colours } from './paint.ts'
import { TerminalStreams } from './terminal-streams.ts'
import { TerminalTask } from './terminal-task.ts'

/** We know that we draw on a terminal; the renderer would ask the process's own streams. */
class Renderer extends DefaultRenderer {
  static override nonTTY = true
}

const taskWithFailedHost = ListrDefaultRendererLogLevels.COMPLETED_WITH_FAILED_SUBTASKS

/** A list that is being drawn. */
export interface TaskList {
  /** In the order of the titles. Each is begun at most once; whoever begins one finishes those before it. */
  readonly tasks: readonly TerminalTask[]
  /** Finishes what has begun, skips the rest, gives the terminal back. */
  end(): Promise<void>
}

/** Starts to draw; `titles` are all tasks that are to come. */
export function openTaskList(
  titles: readonly string[],
  stdout: NodeJS.WriteStream,
  stderr: NodeJS.WriteStream,
): TaskList {
  const tasks = titles.map((title) => new TerminalTask(title))
  const list = new Listr(
    tasks.map((task) => task.listrTask()),
    {
      renderer: Renderer,
      exitOnError: false,
      registerSignalListeners: false,
      rendererOptions: {
        collapseSubtasks: false,
        formatOutput: 'truncate',
        icon: { [taskWithFailedHost]: '✖' },
        color: { [taskWithFailedHost]: (text = '') => colours.red(text) },
        logger: new ListrLogger({ useIcons: true, processOutput: new TerminalStreams(stdout, stderr) }),
      },
    },
  )
  const drawing = list.run()
  return {
    tasks,
    async end() {
      for (const task of tasks) task.finish()
      await drawing
    },
  }
}
