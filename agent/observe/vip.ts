import { networkInterfaces } from 'node:os'

/** Whether the address is on the interface (labelled or not). Asks the kernel without starting a process. */
export function holdsAddress(interfaceName: string, address: string): boolean {
  return Object.entries(networkInterfaces()).some(
    ([name, addresses]) =>
      (name === interfaceName || name.startsWith(`${interfaceName}:`)) &&
      addresses?.some((one) => one.address === address),
  )
}
