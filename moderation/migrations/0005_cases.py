"""Reports are gathered in cases; complaints, assignments, absences and signals come with them."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("ideas", "0019_decisions_taken_back"),
        ("moderation", "0004_first_procedures"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL("DROP VIEW moderation_queue", migrations.RunSQL.noop),
        migrations.CreateModel(
            name="Absence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("since", models.DateField(verbose_name="first day")),
                ("until", models.DateField(verbose_name="last day")),
            ],
            options={
                "verbose_name": "absence",
                "verbose_name_plural": "absences",
                "ordering": ("-since", "user"),
            },
        ),
        migrations.CreateModel(
            name="Assignment",
            fields=[
                ("key", models.CharField(max_length=40, primary_key=True, serialize=False)),
                (
                    "at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), verbose_name="assigned at"
                    ),
                ),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Case",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "opened_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), verbose_name="opened at"
                    ),
                ),
                (
                    "place",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), verbose_name="place in the queue"
                    ),
                ),
                ("last_report", models.BigIntegerField(default=0)),
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="closed at")),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[("upheld", "something was done"), ("dismissed", "nothing found")],
                        max_length=10,
                        verbose_name="outcome",
                    ),
                ),
            ],
            options={
                "verbose_name": "reported",
                "verbose_name_plural": "reported",
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Complaint",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField(max_length=4000, verbose_name="why the decision is wrong")),
                (
                    "at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), verbose_name="received at"
                    ),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="decided at")),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[("upheld", "decided otherwise"), ("rejected", "decision stays")],
                        max_length=10,
                        verbose_name="outcome",
                    ),
                ),
                ("reasons", models.TextField(blank=True, max_length=4000, verbose_name="reasons")),
                ("erased_at", models.DateTimeField(blank=True, null=True, verbose_name="text erased at")),
            ],
            options={
                "verbose_name": "complaint",
                "verbose_name_plural": "complaints",
                "default_permissions": ("view",),
            },
        ),
        migrations.CreateModel(
            name="Signals",
            fields=[
                ("ticket", models.CharField(max_length=60, primary_key=True, serialize=False)),
                (
                    "marks",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("links", "links"),
                                ("shouting", "capital letters"),
                                ("phone", "telephone number"),
                                ("email", "e-mail address"),
                                ("address", "postal address"),
                                ("names", "names of people"),
                            ],
                            max_length=10,
                        ),
                        default=list,
                        size=None,
                    ),
                ),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.AlterModelOptions(
            name="report",
            options={
                "default_permissions": ("view",),
                "ordering": ("id",),
                "verbose_name": "report",
                "verbose_name_plural": "reports",
            },
        ),
        migrations.AddField(
            model_name="report",
            name="email",
            field=models.EmailField(blank=True, max_length=254, verbose_name="e-mail address"),
        ),
        migrations.AddField(
            model_name="report",
            name="language",
            field=models.CharField(
                choices=[
                    ("de", "German"),
                    ("hsb", "Upper Sorbian"),
                    ("dsb", "Lower Sorbian"),
                    ("en", "English"),
                    ("pl", "Polish"),
                    ("cs", "Czech"),
                ],
                default="de",
                max_length=3,
                verbose_name="language",
            ),
        ),
        migrations.AddField(
            model_name="report",
            name="part",
            field=models.CharField(
                choices=[("text", "the text"), ("picture", "a picture"), ("name", "the name shown")],
                default="text",
                max_length=8,
                verbose_name="what is meant",
            ),
        ),
        migrations.AddField(
            model_name="absence",
            name="deputy",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="deputising",
                to=settings.AUTH_USER_MODEL,
                verbose_name="deputy",
            ),
        ),
        migrations.AddField(
            model_name="absence",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="absences",
                to=settings.AUTH_USER_MODEL,
                verbose_name="who is away",
            ),
        ),
        migrations.AddField(
            model_name="assignment",
            name="by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="assignment",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="assignments",
                to=settings.AUTH_USER_MODEL,
                verbose_name="assigned to",
            ),
        ),
        migrations.AddField(
            model_name="case",
            name="closed_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="closed by",
            ),
        ),
        migrations.AddField(
            model_name="case",
            name="comment",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="cases",
                to="ideas.comment",
            ),
        ),
        migrations.AddField(
            model_name="case",
            name="decision",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="cases",
                to="ideas.decision",
                verbose_name="decision",
            ),
        ),
        migrations.AddField(
            model_name="case",
            name="idea",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="cases",
                to="ideas.idea",
            ),
        ),
        migrations.AddField(
            model_name="report",
            name="case",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="reports",
                to="moderation.case",
                verbose_name="reported",
            ),
        ),
        migrations.AddField(
            model_name="complaint",
            name="decided_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="decided by",
            ),
        ),
        migrations.AddField(
            model_name="complaint",
            name="decision",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="complaints",
                to="ideas.decision",
                verbose_name="decision",
            ),
        ),
        migrations.AddField(
            model_name="complaint",
            name="report",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="complaints",
                to="moderation.report",
            ),
        ),
        migrations.AddField(
            model_name="signals",
            name="similar",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="ideas.idea",
            ),
        ),
        migrations.AddIndex(
            model_name="absence",
            index=models.Index(fields=["until"], name="absence_until"),
        ),
        migrations.AddConstraint(
            model_name="absence",
            constraint=models.CheckConstraint(
                condition=models.Q(("until__gte", models.F("since"))),
                name="absence_ends_after_it_begins",
                violation_error_message="The last day is before the first.",
            ),
        ),
        migrations.AddConstraint(
            model_name="absence",
            constraint=models.CheckConstraint(
                condition=models.Q(("user", models.F("deputy")), _negated=True),
                name="absence_deputy_is_another",
                violation_error_message="The deputy must be somebody else.",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("closed_at__isnull", True)), fields=["place", "id"], name="case_waiting"
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("comment__isnull", True), ("idea__isnull", False)),
                    models.Q(("comment__isnull", False), ("idea__isnull", True)),
                    _connector="OR",
                ),
                name="case_about_one_thing",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_at__isnull", True), ("outcome", "")),
                    models.Q(("closed_at__isnull", False), models.Q(("outcome", ""), _negated=True)),
                    _connector="OR",
                ),
                name="case_closed_has_outcome",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.UniqueConstraint(
                condition=models.Q(("closed_at__isnull", True)), fields=("idea",), name="case_open_of_idea"
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.UniqueConstraint(
                condition=models.Q(("closed_at__isnull", True)), fields=("comment",), name="case_open_of_comment"
            ),
        ),
        migrations.AddIndex(
            model_name="complaint",
            index=models.Index(
                condition=models.Q(("decided_at__isnull", True)), fields=["at", "id"], name="complaint_waiting"
            ),
        ),
        migrations.AddConstraint(
            model_name="complaint",
            constraint=models.UniqueConstraint(
                fields=("decision", "report"), name="complaint_once_by_each", nulls_distinct=False
            ),
        ),
        migrations.AddConstraint(
            model_name="complaint",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at__isnull", True), ("outcome", "")),
                    models.Q(
                        ("decided_at__isnull", False),
                        models.Q(("outcome", ""), _negated=True),
                        models.Q(
                            models.Q(("reasons", ""), _negated=True), ("erased_at__isnull", False), _connector="OR"
                        ),
                    ),
                    _connector="OR",
                ),
                name="complaint_decided_has_reasons",
            ),
        ),
        migrations.AddIndex(
            model_name="signals",
            index=models.Index(fields=["at"], name="signals_at"),
        ),
    ]
