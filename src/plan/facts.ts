/** What the first round trip to a host finds out. */
export interface Facts {
  readonly hostname: string
  readonly os: {
    /** `ID` of /etc/os-release: debian, ubuntu, rhel, centos, rocky ... */
    readonly id: string
    /** `VERSION_ID`; empty on rolling releases. */
    readonly version: string
    readonly family: 'debian' | 'redhat' | 'other'
    /** `PRETTY_NAME`. */
    readonly name: string
  }
  /** As `uname -m` says: x86_64, aarch64. */
  readonly architecture: string
  readonly kernel: string
  /** The smaller of MemTotal and the cgroup's limit. */
  readonly memoryBytes: number
  readonly processors: number
  readonly processorModel: string
  /** Inside a container: settings of the kernel belong to its host. */
  readonly container: boolean
  /** `2.36`; empty where there is no glibc. */
  readonly glibc: string
  readonly addresses: readonly {
    readonly interface: string
    readonly address: string
    readonly prefix: number
  }[]
  readonly packageManager: 'apt' | 'dnf' | 'yum' | 'none'
  readonly selinux: 'enforcing' | 'permissive' | 'disabled'
  /** A name such as `Asia/Shanghai`; empty where the host does not tell one. */
  readonly timeZone: string
  /** The host's clock minus the runner's, seconds, as exact as half a round trip. */
  readonly clockOffsetSeconds: number
  /** The service that sets the clock. */
  readonly timeService: 'chrony' | 'ntp' | 'timesyncd' | 'none'
}
