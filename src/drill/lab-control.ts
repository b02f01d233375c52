/** What only the owner of the machine under the hosts can do to them. */
export interface LabControl {
  /** Pulls a host's plug. */
  powerOff(node: string): Promise<void>
  /** Starts what is off: hosts, witness. Returns when people can log in. */
  powerOn(): Promise<void>
  /** Stops all processes of a host at once, and takes it off the network; or lets them go on. */
  freeze(node: string, frozen: boolean): Promise<void>
  /** The two do not reach each other (`pair`), or one host reaches nothing. */
  cut(whom: string): Promise<void>
  /** Takes back all cuts. */
  reconnect(): Promise<void>
  /** Ends the witness; `powerOn` starts it again. */
  killWitness(): Promise<void>
}
