import { flavourCourse } from './course.ts'

// The package has no semi-sync plugins, and its TLS is older than what Node.js accepts.
flavourCourse('mysql56', { lossless: false, tls: false })
