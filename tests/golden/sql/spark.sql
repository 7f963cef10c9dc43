/* A row is a person. */
CREATE TABLE hospital.tw_person (
  patient STRING, /* the id in the source */
  sort STRING /* the sex and what the source has complete: by it the usual answers are found */
);

/* A row is an answer that persons of a sort have of whom nothing is recorded. */
CREATE TABLE hospital.tw_usual (
  sort STRING, /* as in tw_person */
  question STRING, /* as in tw_question */
  truth BOOLEAN, /* whether it holds; NULL is not known */
  recorded BOOLEAN /* whether anything on record bears on it */
);

/* A row is an answer that goes before the usual one. */
CREATE TABLE hospital.tw_finding (
  patient STRING, /* as in tw_person */
  question STRING, /* as in tw_question */
  truth BOOLEAN, /* whether it holds; NULL is not known */
  recorded BOOLEAN /* whether anything on record bears on it */
);

/* A row is the value that a person has of a measure, as the ends of what the record leaves possible. */
CREATE TABLE hospital.tw_reading (
  patient STRING, /* as in tw_person */
  measure STRING, /* as in tw_measure */
  low DECIMAL(38, 12), /* the least it can be; NULL is without end */
  high DECIMAL(38, 12), /* the most it can be: the same as low where the value is known */
  taken DATE /* the last day it can be of; NULL is undated */
);

/* A row is a question that a trial asks. */
CREATE TABLE hospital.tw_question (
  question STRING, /* its name */
  criterion STRING, /* what is asked, in the criteria language */
  treats STRING, /* the diseases of the trial that asks */
  measure STRING /* the measure that is compared, where SQL compares; else NULL */
);

/* A row is what is measured: a variable, in a unit, in a window of time. */
CREATE TABLE hospital.tw_measure (
  measure STRING, /* its name */
  variable STRING, /* the variable, by the name of the vocabulary */
  unit STRING, /* UCUM, or a multiple of the limit of normal, or rank: the place on a scale; NULL: a plain number */
  span STRING /* the window of time; NULL: the latest value */
);

/* NCT00000000, Screening: A trial in SQL
   A row for each person for whom the stage is judged: verdict and lines. TRUE passes, FALSE fails, NULL is open.
   7 lines ask 13 things: 5 are comparisons made here, of what is read in tw_reading; the answers to the others
   stand in tw_finding, and in tw_usual for those of whom nothing else is said there.
   Lines not read, open wherever that matters: I7.
   Lines ambiguous, open wherever that matters: I6.
   Not said in SQL: why a line is open, what would settle it, and when time alone changes it. */
WITH asked AS (
  SELECT
    question
  FROM hospital.tw_question
  WHERE
    question IN (
      'qe0aa6c66e44f0dbf',
      'q8e85035efedc93e7',
      'q241e37c5dabc7a36',
      'q5dc05f05a15dabcf',
      'q2eb90b28b7988973',
      'qbee2cfa2ad75f146',
      'q94cef4ab7aebe651',
      'qac430a8c08a2cdad',
      'qd92ac1b24f94833b',
      'qc376d52297dd4719',
      'q44cd8cc2b11531bb',
      'qe0e8ee14f563cf33',
      'q357776da0764c379'
    )
), answer AS (
  SELECT
    f.patient,
    f.question,
    f.truth,
    f.recorded
  FROM hospital.tw_finding AS f
  JOIN asked AS q
    ON q.question = f.question
  UNION ALL
  SELECT
    p.patient,
    u.question,
    u.truth,
    u.recorded
  FROM hospital.tw_person AS p
  JOIN hospital.tw_usual AS u
    ON u.sort = p.sort
  JOIN asked AS q
    ON q.question = u.question
  LEFT JOIN hospital.tw_finding AS f
    ON f.patient = p.patient AND f.question = u.question
  WHERE
    f.patient IS NULL
), said AS (
  SELECT
    patient,
    BOOL_OR(CASE WHEN question = 'qe0aa6c66e44f0dbf' THEN truth END) AS q1, /* begun: primary registration */
    BOOL_OR(CASE WHEN question = 'q8e85035efedc93e7' THEN truth END) AS q2, /* age 18 to 75 years */
    BOOL_OR(CASE WHEN question = 'q241e37c5dabc7a36' THEN truth END) AS q3, /* has blood transfusion */
    BOOL_OR(CASE WHEN question = 'q5dc05f05a15dabcf' THEN truth END) AS q4, /* hemoglobin >= 8 g/dL */
    BOOL_OR(CASE WHEN question = 'q2eb90b28b7988973' THEN truth END) AS q5, /* hemoglobin >= 9 g/dL */
    BOOL_OR(CASE WHEN question = 'qbee2cfa2ad75f146' THEN truth END) AS q6, /* aspartate aminotransferase <= 2.5 x ULN within 14 days before registration */
    BOOL_OR(CASE WHEN question = 'q94cef4ab7aebe651' THEN truth END) AS q7, /* has hypertension */
    BOOL_OR(CASE WHEN question = 'qac430a8c08a2cdad' THEN truth END) AS q8, /* has diabetes mellitus */
    BOOL_OR(CASE WHEN question = 'qd92ac1b24f94833b' THEN truth END) AS q9, /* has brain metastasis */
    BOOL_OR(CASE WHEN question = 'qc376d52297dd4719' THEN truth END) AS q10, /* has microsatellite instability [value: MSI-high] */
    BOOL_OR(CASE WHEN question = 'qc376d52297dd4719' THEN recorded END) AS q10_recorded,
    BOOL_OR(CASE WHEN question = 'q44cd8cc2b11531bb' THEN truth END) AS q11, /* has mismatch repair [value: deficient] */
    BOOL_OR(CASE WHEN question = 'q44cd8cc2b11531bb' THEN recorded END) AS q11_recorded,
    BOOL_OR(CASE WHEN question = 'qe0e8ee14f563cf33' THEN truth END) AS q12, /* ask "fit" */
    BOOL_OR(CASE WHEN question = 'q357776da0764c379' THEN truth END) AS q13 /* ECOG performance status <= 1 */
  FROM answer
  GROUP BY
    patient
), measured AS (
  SELECT
    patient,
    MIN(CASE WHEN measure = 'age, years' THEN low END) AS m1_low, /* age, years */
    MAX(CASE WHEN measure = 'age, years' THEN high END) AS m1_high,
    MIN(CASE WHEN measure = 'hemoglobin, g/dL' THEN low END) AS m2_low, /* hemoglobin, g/dL */
    MAX(CASE WHEN measure = 'hemoglobin, g/dL' THEN high END) AS m2_high,
    MIN(CASE WHEN measure = 'aspartate aminotransferase, x ULN, within 14 days before registration' THEN low END) AS m3_low, /* aspartate aminotransferase, x ULN, within 14 days before registration */
    MAX(CASE WHEN measure = 'aspartate aminotransferase, x ULN, within 14 days before registration' THEN high END) AS m3_high,
    MIN(CASE WHEN measure = 'ECOG performance status, rank' THEN low END) AS m4_low, /* ECOG performance status, rank */
    MAX(CASE WHEN measure = 'ECOG performance status, rank' THEN high END) AS m4_high
  FROM hospital.tw_reading
  WHERE
    measure IN (
      'age, years',
      'hemoglobin, g/dL',
      'aspartate aminotransferase, x ULN, within 14 days before registration',
      'ECOG performance status, rank'
    )
  GROUP BY
    patient
), person AS (
  SELECT
    p.patient,
    s.q1 AS q1,
    COALESCE(CASE WHEN m.m1_low >= 18 AND m.m1_high <= 75 THEN TRUE WHEN m.m1_high < 18 OR m.m1_low > 75 THEN FALSE END, s.q2) AS q2, /* age 18 to 75 years: a reading that decides it goes before what is said */
    s.q3 AS q3,
    COALESCE(CASE WHEN m.m2_low >= 8 THEN TRUE WHEN m.m2_high < 8 THEN FALSE END, s.q4) AS q4, /* hemoglobin >= 8 g/dL: a reading that decides it goes before what is said */
    COALESCE(CASE WHEN m.m2_low >= 9 THEN TRUE WHEN m.m2_high < 9 THEN FALSE END, s.q5) AS q5, /* hemoglobin >= 9 g/dL: a reading that decides it goes before what is said */
    COALESCE(CASE WHEN m.m3_high <= 2.5 THEN TRUE WHEN m.m3_low > 2.5 THEN FALSE END, s.q6) AS q6, /* aspartate aminotransferase <= 2.5 x ULN within 14 days before registration: a reading that decides it goes before what is said */
    s.q7 AS q7,
    s.q8 AS q8,
    s.q9 AS q9,
    s.q10 AS q10,
    COALESCE(s.q10_recorded, FALSE) AS q10_recorded,
    s.q11 AS q11,
    COALESCE(s.q11_recorded, FALSE) AS q11_recorded,
    s.q12 AS q12,
    COALESCE(CASE WHEN m.m4_high <= 1 THEN TRUE WHEN m.m4_low > 1 THEN FALSE END, s.q13) AS q13 /* ECOG performance status <= 1: a reading that decides it goes before what is said */
  FROM hospital.tw_person AS p
  LEFT JOIN said AS s
    ON s.patient = p.patient
  LEFT JOIN measured AS m
    ON m.patient = p.patient
), layer1 AS (
  SELECT
    *,
    NOT q9 AS s1
  FROM person
), line AS (
  SELECT
    patient,
    q2 AS line_i1, /* I1, inclusion: Adults up to 75 years */
    CASE WHEN q3 THEN q4 WHEN NOT q3 THEN q5 WHEN q4 AND q5 THEN TRUE WHEN NOT (
      q4 OR q5
    ) THEN FALSE END AS line_i2, /* I2, inclusion: Hb >= 9 g/dL, or 8 g/dL with a transfusion */
    q6 AS line_i3, /* I3, inclusion: AST and ALT <= 2.5 x ULN within 14 days */
    CASE
      WHEN CASE WHEN q7 THEN 1 ELSE 0 END + CASE WHEN q8 THEN 1 ELSE 0 END + CASE WHEN s1 THEN 1 ELSE 0 END >= 2
      THEN TRUE
      WHEN CASE WHEN NOT q7 THEN 0 ELSE 1 END + CASE WHEN NOT q8 THEN 0 ELSE 1 END + CASE WHEN NOT s1 THEN 0 ELSE 1 END < 2
      THEN FALSE
    END AS line_i4, /* I4, inclusion: At least two risk factors */
    CASE
      WHEN q10 IS NULL AND (
        NOT q10_recorded AND NOT COALESCE(q11, FALSE) AND COALESCE(NOT q11, FALSE)
      )
      THEN FALSE
      ELSE q10
    END
    OR CASE
      WHEN q11 IS NULL AND (
        NOT q11_recorded AND NOT COALESCE(q10, FALSE) AND COALESCE(NOT q10, FALSE)
      )
      THEN FALSE
      ELSE q11
    END AS line_i5, /* I5, inclusion: MSI-high or dMMR */
    CASE WHEN q12 AND q13 THEN TRUE WHEN NOT (
      q12 OR q13
    ) THEN FALSE END AS line_i6, /* I6, inclusion: Fit for surgery */
    CAST(NULL AS BOOLEAN) AS line_i7, /* I7, inclusion: Something odd */
    q1 AS later0
  FROM layer1
)
SELECT
  'NCT00000000' AS trial,
  'screening' AS stage,
  patient,
  CASE
    WHEN (
      SELECT
        COUNT(*)
      FROM asked
    ) < 13
    THEN 'not in the tables'
    WHEN NOT (
      line_i1 AND line_i2 AND line_i3 AND line_i4 AND line_i5 AND line_i6 AND line_i7
    )
    THEN 'ineligible'
    WHEN line_i1 AND line_i2 AND line_i3 AND line_i4 AND line_i5 AND line_i6 AND line_i7
    THEN 'eligible'
    ELSE 'unknown'
  END AS verdict,
  line_i1,
  line_i2,
  line_i3,
  line_i4,
  line_i5,
  line_i6,
  line_i7
FROM line
WHERE
  NOT COALESCE(later0, FALSE);

/* NCT00000000, Second registration: A trial in SQL
   A row for each person for whom the stage is judged: verdict and lines. TRUE passes, FALSE fails, NULL is open.
   1 lines ask 2 things: 0 are comparisons made here, of what is read in tw_reading; the answers to the others
   stand in tw_finding, and in tw_usual for those of whom nothing else is said there.
   Not said in SQL: why a line is open, what would settle it, and when time alone changes it. */
WITH asked AS (
  SELECT
    question
  FROM hospital.tw_question
  WHERE
    question IN ('qe0aa6c66e44f0dbf', 'qf6fb83cb069e9be8')
), answer AS (
  SELECT
    f.patient,
    f.question,
    f.truth,
    f.recorded
  FROM hospital.tw_finding AS f
  JOIN asked AS q
    ON q.question = f.question
  UNION ALL
  SELECT
    p.patient,
    u.question,
    u.truth,
    u.recorded
  FROM hospital.tw_person AS p
  JOIN hospital.tw_usual AS u
    ON u.sort = p.sort
  JOIN asked AS q
    ON q.question = u.question
  LEFT JOIN hospital.tw_finding AS f
    ON f.patient = p.patient AND f.question = u.question
  WHERE
    f.patient IS NULL
), said AS (
  SELECT
    patient,
    BOOL_OR(CASE WHEN question = 'qe0aa6c66e44f0dbf' THEN truth END) AS q1, /* begun: primary registration */
    BOOL_OR(CASE WHEN question = 'qf6fb83cb069e9be8' THEN truth END) AS q2 /* has progressive disease */
  FROM answer
  GROUP BY
    patient
), person AS (
  SELECT
    p.patient,
    s.q1 AS q1,
    s.q2 AS q2
  FROM hospital.tw_person AS p
  LEFT JOIN said AS s
    ON s.patient = p.patient
), line AS (
  SELECT
    patient,
    CASE WHEN q1 THEN NOT q2 END AS line_2_i1 /* 2.I1, inclusion: No progression */
  FROM person
)
SELECT
  'NCT00000000' AS trial,
  'second' AS stage,
  patient,
  CASE
    WHEN (
      SELECT
        COUNT(*)
      FROM asked
    ) < 2
    THEN 'not in the tables'
    WHEN NOT line_2_i1
    THEN 'ineligible'
    WHEN line_2_i1
    THEN 'eligible'
    ELSE 'unknown'
  END AS verdict,
  line_2_i1
FROM line;
