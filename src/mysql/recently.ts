/** Answers that were given a moment ago are not worked out again: the same few texts are asked about in every turn. */
export function recently<Texts extends readonly string[], Answer>(
  workOut: (...texts: Texts) => Answer,
  remembered = 8,
): (...texts: Texts) => Answer {
  const answers = new Map<string, Answer>()
  return (...texts) => {
    const key = texts.join(' and ')
    const known = answers.get(key)
    if (known !== undefined) return known
    const answer = workOut(...texts)
    answers.set(key, answer)
    const [oldest] = answers.keys()
    if (answers.size > remembered && oldest !== undefined) answers.delete(oldest)
    return answer
  }
}
