import { flavourCourse } from './course.ts'

flavourCourse('mariadb1011', { lossless: true, tls: true })
