"""The program: everything that runs without Airflow."""
