"""`make run`: the whole product on one machine; an embedded PostgreSQL and Airflow under one supervisor."""
